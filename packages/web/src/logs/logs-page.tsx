import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { Page } from '../design/page.tsx';
import { formatCount } from '../design/quantity.ts';
import { EmptyState, ErrorState, LoadingState } from '../design/states.tsx';
import { addCondition } from '../query-bar/model/edit-query.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { LogFilterForm } from './log-filter-form.tsx';
import { LogRow } from './log-row.tsx';
import { useLogs } from './queries.ts';
import type { LogFilter } from './queries.ts';
import styles from './logs-page.module.css';

const route = getRouteApi('/logs');

/** Log records, each linked to the span it was written in. */
export function LogsPage() {
  const [range] = useTimeRange();
  const { live, q, service, severity } = route.useSearch();
  const navigate = useNavigate({ from: '/logs' });
  const isLive = live === '1';
  const logs = useLogs({ q, service, severity }, range, isLive);
  const ask = useCallback(
    (filter: LogFilter): void => void navigate({ search: (before) => ({ ...before, ...filter }) }),
    [navigate],
  );
  const addFilter = useCallback(
    (condition: string): void =>
      void navigate({ search: (before) => ({ ...before, q: addCondition(before.q ?? '', condition) }) }),
    [navigate],
  );
  return (
    <Page title="Logs">
      <LogFilterForm
        key={q}
        filter={{ q, service, severity }}
        isLive={isLive}
        onFilter={ask}
        onLive={(next) => void navigate({ search: (before) => ({ ...before, live: next ? '1' : undefined }) })}
      />
      <Records logs={logs} isLive={isLive} onFilter={addFilter} />
    </Page>
  );
}

interface RecordsProps {
  readonly logs: ReturnType<typeof useLogs>;
  readonly isLive: boolean;
  readonly onFilter: (condition: string) => void;
}

function Records({ logs, isLive, onFilter }: RecordsProps) {
  if (logs.isError) return <ErrorState error={logs.error} onRetry={() => void logs.refetch()} />;
  if (logs.data === undefined) return <LoadingState label="Searching" rows={12} />;
  const records = logs.data.pages.flatMap((page) => page.logs);
  if (records.length === 0 && !logs.hasNextPage) return <NoRecords />;
  const more = logs.hasNextPage ? ' shown, newest first. There are more.' : ': all that there are.';
  return (
    <section aria-label="Records" aria-busy={logs.isFetching}>
      <p role="status" className={`dim ${styles.count}`}>
        {formatCount(records.length)} {records.length === 1 ? 'record' : 'records'}
        {isLive ? ', the newest. They are asked for every 2 s.' : more}
      </p>
      <ul>
        {records.map((record, index) => (
          <LogRow key={keyOf(record, index, records)} record={record} onFilter={onFilter} />
        ))}
      </ul>
      {logs.hasNextPage && !isLive && (
        <button
          type="button"
          className={styles.more}
          disabled={logs.isFetchingNextPage}
          onClick={() => void logs.fetchNextPage()}
        >
          {logs.isFetchingNextPage ? 'Loading …' : 'Show more'}
        </button>
      )}
    </section>
  );
}

/** Nothing identifies a record. Those of the same instant and span are told apart by their order among themselves. */
function keyOf({ timeUnixNano, spanId, service }: KeyParts, index: number, records: readonly KeyParts[]): string {
  let same = 0;
  for (let before = index - 1; before >= 0 && records[before].timeUnixNano === timeUnixNano; before--) same++;
  return `${timeUnixNano} ${service} ${spanId} ${same}`;
}

interface KeyParts {
  readonly timeUnixNano: string;
  readonly spanId: string;
  readonly service: string;
}

function NoRecords() {
  return (
    <EmptyState title="No log record in this range is like that.">
      <p>
        An application traced by Throughline sends its log records with <code>OTEL_LOGS_EXPORTER=otlp</code>. Lines of
        pino, winston and console carry the trace ID without it.
      </p>
    </EmptyState>
  );
}
