import type { LogRecord } from '@throughline/hub';
import { ServiceName } from '../design/service-name.tsx';
import { EmptyState, ErrorState, LoadingState } from '../design/states.tsx';
import { Moment } from '../time/moment.tsx';
import { placeOf } from './model/outline.ts';
import { formatBody } from './model/attribute-text.ts';
import { useTraceLogs } from './queries.ts';
import styles from './trace-logs.module.css';
import type { TraceView } from './use-trace-view.ts';

/** The log records of a trace, by time; each leads to its span. */
export function TraceLogs({ view }: { readonly view: TraceView }) {
  const { data, error, isPending, refetch } = useTraceLogs(view.outline.summary.traceId);
  if (isPending) return <LoadingState label="Loading the logs" />;
  if (data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data.logs.length === 0) return <EmptyState title="No log record carries the ID of this trace." />;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Log records">
      {!data.isWhole && <p className="dim">The newest 1,000. More are on the page Logs.</p>}
      <LogLines logs={data.logs.toReversed()} onSelect={(spanId) => view.select(placeOf(view.outline, spanId))} />
    </div>
  );
}

interface LogLinesProps {
  readonly logs: readonly LogRecord[];
  readonly onSelect?: (spanId: string) => void;
}

/** Log records as lines. */
export function LogLines({ logs, onSelect }: LogLinesProps) {
  return (
    <ul className={styles.lines}>
      {logs.map((log, index) => (
        <li key={index} data-severity={log.severity}>
          <Moment unixNano={log.timeUnixNano} />
          <span className={styles.severity}>{log.severityText || log.severity}</span>
          <ServiceName name={log.service} />
          <span className={styles.body}>{formatBody(log.body)}</span>
          {onSelect !== undefined && log.spanId !== '' && (
            <button type="button" className="quiet" onClick={() => onSelect(log.spanId)}>
              Span
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
