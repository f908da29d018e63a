import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { MetricInfo } from '@throughline/hub';
import { Page } from '../design/page.tsx';
import { EmptyState, ErrorState, LoadingState } from '../design/states.tsx';
import { useTimeRange } from '../time/use-time-range.ts';
import { MetricDetail } from './metric-detail.tsx';
import { MetricNames } from './metric-names.tsx';
import { useMetrics } from './queries.ts';
import styles from './metrics-page.module.css';

const route = getRouteApi('/metric-explorer');

/** Every metric that somebody sends, and its points over time. */
export function MetricsPage() {
  const [range] = useTimeRange();
  const { data, error, refetch } = useMetrics(range);
  return (
    <Page title="Metrics">
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingState label="Loading metrics" rows={10} />}
      {data?.metrics.length === 0 && <NoMetrics />}
      {data !== undefined && data.metrics.length > 0 && <Explorer metrics={data.metrics} />}
    </Page>
  );
}

function Explorer({ metrics }: { readonly metrics: readonly MetricInfo[] }) {
  const { metric: name = metrics[0].name, name: part = '' } = route.useSearch();
  const navigate = useNavigate({ from: '/metric-explorer' });
  const metric = metrics.find((one) => one.name === name);
  const open = (next: string): void =>
    void navigate({
      search: (before) => ({ ...before, metric: next, by: undefined, service: undefined, column: undefined }),
    });
  return (
    <div className={styles.columns}>
      <MetricNames
        metrics={metrics}
        selected={name}
        part={part}
        onPart={(next) => void navigate({ search: (before) => ({ ...before, name: next }), replace: true })}
        onSelect={open}
      />
      {metric === undefined ? (
        <EmptyState title={`No point of ${name} in this range.`} />
      ) : (
        <MetricDetail key={name} metric={metric} />
      )}
    </div>
  );
}

function NoMetrics() {
  return (
    <EmptyState title="No metric in this range.">
      <p>
        Send metrics by OTLP to the hub’s ports for traces: they appear here by themselves, with links to the traces of
        their exemplars.
      </p>
    </EmptyState>
  );
}
