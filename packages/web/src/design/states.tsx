import type { ReactNode } from 'react';
import { ApiError, isPassing } from '../hub-api/api-error.ts';
import styles from './states.module.css';

/** What stands where data will be. It takes the height that the data will take, so that nothing jumps. */
export function LoadingState({ label = 'Loading', rows = 6 }: { readonly label?: string; readonly rows?: number }) {
  return (
    <div role="status" className={styles.loading}>
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`${styles.line} pulse`} />
      ))}
    </div>
  );
}

/** There is nothing, and what one can do about it. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.state}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** What else is to be said. */
  readonly children?: ReactNode;
}

/** What went wrong, in words of the hub, and whether it is worth trying again. */
export function ErrorState({ error, onRetry, children }: ErrorStateProps) {
  const { title, detail } = describeError(error);
  return (
    <div role="alert" className={`${styles.state} ${styles.error}`}>
      <h2>{title}</h2>
      <p>{detail}</p>
      {children}
      {onRetry !== undefined && isPassing(error) && <button onClick={onRetry}>Try again</button>}
    </div>
  );
}

function describeError(error: unknown): { readonly title: string; readonly detail: string } {
  if (!(error instanceof ApiError)) return { title: 'This should not have happened', detail: String(error) };
  const detail = error.message;
  if (error.status === 0)
    return { title: 'The hub does not answer', detail: `${error.message}. Is “throughline serve” still running?` };
  if (error.status === 404) return { title: 'The hub does not have it', detail };
  if (error.code === 'TL_STORE_LIMIT') return { title: 'That was too much to search', detail };
  if (error.status >= 500) return { title: 'The hub could not answer', detail };
  return { title: 'The hub refused the question', detail };
}
