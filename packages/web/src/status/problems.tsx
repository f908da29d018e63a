import { Link } from '@tanstack/react-router';
import type { DataProblem } from '@throughline/hub';
import { formatCount } from '../design/quantity.ts';
import { ServiceName } from '../design/service-name.tsx';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { useTimeRange } from '../time/use-time-range.ts';
import { useProblems } from './queries.ts';
import styles from './status-page.module.css';

/** What is odd about the data, and what to do about it. */
export function Problems() {
  const [range] = useTimeRange();
  const { data, error, refetch } = useProblems(range);
  return (
    <section className={styles.section} aria-label="Problems in the data">
      <h2>Problems in the data</h2>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingState label="Looking for problems" rows={3} />}
      {data !== undefined && (
        <p className="dim">
          {data.problems.length === 0 ? 'None' : 'Found'} in the newest {formatCount(data.examinedSpans)} spans of the
          range.
        </p>
      )}
      <ul className={styles.problems}>
        {data?.problems.map((problem) => (
          <Problem key={`${problem.code} ${problem.service}`} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

function Problem({ problem }: { readonly problem: DataProblem }) {
  const { code, service, spans, message, mend, names, traceIds } = problem;
  return (
    <li className={styles.problem}>
      <p className={styles.problemHead}>
        <ServiceName name={service} /> <strong>{message}</strong> <code className="dim">{code}</code>
      </p>
      <p>{mend}</p>
      <p className="dim">
        {formatCount(spans)} {spans === 1 ? 'span' : 'spans'}: {names.join(', ')}
      </p>
      <p>
        {traceIds.map((traceId, index) => (
          <span key={traceId}>
            {index > 0 && ' · '}
            <Link to="/trace/$traceId" params={{ traceId }} className="mono">
              {traceId.slice(0, 8)}…
            </Link>
          </span>
        ))}
      </p>
    </li>
  );
}
