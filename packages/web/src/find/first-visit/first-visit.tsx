import type { HubStatus } from '@throughline/hub';
import { useQuery } from '@tanstack/react-query';
import { CopyButton } from '../../design/copy-button.tsx';
import { formatCount } from '../../design/quantity.ts';
import { fetchJson } from '../../hub-api/fetch-json.ts';
import styles from './first-visit.module.css';

/** Nothing was ever sent: the line to paste, and waiting for the first span. */
export function FirstVisit() {
  const { data: status } = useQuery({
    queryKey: ['status', 'first visit'],
    queryFn: ({ signal }) => fetchJson<HubStatus>('/status', {}, signal),
    refetchInterval: 2000,
  });
  const endpoint = status?.addresses.otlpHttp ?? '…';
  return (
    <section className={styles.visit}>
      <h2>Send your first trace</h2>
      <p>Start an application of yours with one of these lines, and use it once.</p>
      <Line title="With this command" text="npx throughline run -- node app.js" />
      <Line
        title="Without it"
        text={`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint} node --import @throughline/node/register app.js`}
      />
      <Line title="Anything else that speaks OTLP" text={`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`} />
      <p role="status" className={styles.waiting}>
        <span className={`${styles.light} pulse`} /> Waiting for the first span …
        {status !== undefined && <Received status={status} />}
      </p>
    </section>
  );
}

function Line({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className={styles.line}>
      <span className="dim">{title}</span>
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={`Copy the line: ${title}`} />
    </div>
  );
}

function Received({ status }: { readonly status: HubStatus }) {
  const { received, rejected } = status.signals.traces;
  const others = status.signals.logs.received + status.signals.metrics.received;
  return (
    <span className="dim">
      {' '}
      {formatCount(received)} spans received{others > 0 && `, ${formatCount(others)} log records and metrics`}
      {rejected > 0 && (
        <span className="error-text">, {formatCount(rejected)} refused for what they are: see Status</span>
      )}
    </span>
  );
}
