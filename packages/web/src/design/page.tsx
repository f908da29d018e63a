import { useEffect } from 'react';
import type { ReactNode } from 'react';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  /** The title is for the tab and for screen readers only. */
  readonly hideTitle?: boolean;
  /** Stands right of the title. */
  readonly actions?: ReactNode;
  /** Fills the window exactly and scrolls inside, as a waterfall does. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

/** The frame of a page: its heading, its landmark, the title of the tab. */
export function Page({ title, hideTitle = false, actions, fill = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Throughline`;
  }, [title]);
  return (
    <main id="page" tabIndex={-1} className={fill ? `${styles.page} ${styles.fill}` : styles.page}>
      <div className={hideTitle ? 'visually-hidden' : styles.heading}>
        <h1>{title}</h1>
        {actions}
      </div>
      {children}
    </main>
  );
}
