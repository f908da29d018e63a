import type { HubStatus } from '@throughline/hub';
import { Page } from '../design/page.tsx';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { Moment } from '../time/moment.tsx';
import { Problems } from './problems.tsx';
import { useHubStatus } from './queries.ts';
import { SendersTable } from './senders-table.tsx';
import { SignalsTable } from './signals-table.tsx';
import { StoreTable } from './store-table.tsx';
import styles from './status-page.module.css';

/** Whether the hub is well, who sends to it, and what is odd about what they send. */
export function StatusPage() {
  const { data, error, refetch } = useHubStatus();
  return (
    <Page title="Status">
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingState label="Loading the hub’s status" />}
      {data !== undefined && <Status status={data} />}
      <Problems />
    </Page>
  );
}

function Status({ status }: { readonly status: HubStatus }) {
  const { version, startedUnixNano, addresses, warnings, signals, services, store } = status;
  return (
    <>
      {warnings.length > 0 && (
        <ul role="alert" className={styles.warnings}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <p className="dim">
        Throughline {version}, since <Moment unixNano={startedUnixNano} />. OTLP/HTTP {addresses.otlpHttp}, OTLP/gRPC{' '}
        {addresses.otlpGrpc}.
      </p>
      <SignalsTable signals={signals} />
      <SendersTable services={services} />
      <StoreTable store={store} />
    </>
  );
}
