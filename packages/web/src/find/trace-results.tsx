import type { TraceSummary } from '@throughline/hub';
import { useNavigate } from '@tanstack/react-router';
import { formatCount } from '../design/quantity.ts';
import { EmptyState, ErrorState, LoadingState } from '../design/states.tsx';
import { Moment } from '../time/moment.tsx';
import type { useTraces } from './queries.ts';
import { TraceRow } from './trace-row.tsx';
import styles from './trace-results.module.css';

interface TraceResultsProps {
  readonly traces: ReturnType<typeof useTraces>;
  /** Of all times, for when the range has none. */
  readonly newest: TraceSummary | undefined;
}

/** The list of traces: newest first, page after page, and it says whether there are more. */
export function TraceResults({ traces, newest }: TraceResultsProps) {
  if (traces.isPending) return <LoadingState label="Searching" rows={10} />;
  if (traces.isError && traces.data === undefined)
    return <ErrorState error={traces.error} onRetry={() => void traces.refetch()} />;
  const found = traces.data!.pages.flatMap((page) => page.traces);
  if (found.length === 0 && !traces.hasNextPage) return <NothingFound newest={newest} />;
  const longestNs = Math.max(...found.map(({ durationNs }) => durationNs), 1);
  return (
    <section aria-label="Traces" aria-busy={traces.isFetching}>
      {traces.isError && <ErrorState error={traces.error} onRetry={() => void traces.refetch()} />}
      <p className={styles.count} role="status">
        {formatCount(found.length)} {found.length === 1 ? 'trace' : 'traces'}
        {traces.hasNextPage ? ' shown, newest first. There are more.' : ': all that there are.'}
      </p>
      <ul className={styles.list}>
        {found.map((trace) => (
          <TraceRow key={trace.traceId} trace={trace} longestNs={longestNs} />
        ))}
      </ul>
      {traces.hasNextPage && (
        <button
          className={styles.more}
          disabled={traces.isFetchingNextPage}
          onClick={() => void traces.fetchNextPage()}
        >
          {traces.isFetchingNextPage ? 'Loading …' : 'Show more'}
        </button>
      )}
    </section>
  );
}

function NothingFound({ newest }: { readonly newest: TraceSummary | undefined }) {
  const navigate = useNavigate();
  return (
    <EmptyState title="No trace in this range of time is like that.">
      {newest !== undefined && (
        <p>
          The newest trace of all began at <Moment unixNano={newest.startUnixNano} />.
        </p>
      )}
      <button onClick={() => void navigate({ to: '/', search: (before) => ({ ...before, start: '-7d', end: 'now' }) })}>
        Look at the last 7 days
      </button>
    </EmptyState>
  );
}
