import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../design/page.tsx';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { FlameGraph } from './flame/flame-graph.tsx';
import type { Outline } from './model/outline.ts';
import { NoticeList } from './notice-list.tsx';
import { OperationsTable } from './operations-table.tsx';
import { useOutline } from './queries.ts';
import { ServiceBreakdown } from './service-breakdown.tsx';
import { SpanPanel } from './span-panel/span-panel.tsx';
import { TraceHeader } from './trace-header.tsx';
import { TraceLogs } from './trace-logs.tsx';
import { useTraceView } from './use-trace-view.ts';
import { Waterfall } from './waterfall/waterfall.tsx';
import styles from './trace-page.module.css';

const route = getRouteApi('/trace/$traceId');

const VIEWS = [
  { view: undefined, label: 'Waterfall' },
  { view: 'flame', label: 'Flame graph' },
  { view: 'operations', label: 'Operations' },
  { view: 'services', label: 'Services' },
  { view: 'logs', label: 'Logs' },
] as const;

/** One trace. */
export function TracePage() {
  const { traceId } = route.useParams();
  const { data, error, isPending, refetch } = useOutline(traceId);
  if (isPending)
    return (
      <Page title="Trace" hideTitle>
        <LoadingState label="Loading the trace" rows={14} />
      </Page>
    );
  if (data === undefined)
    return (
      <Page title="Trace">
        <ErrorState error={error}>
          <p>
            A trace that was just made takes a second to arrive. One that is older than the hub’s retention, or was not
            sampled, never does.
          </p>
          <button onClick={() => void refetch()}>Look again</button>
        </ErrorState>
      </Page>
    );
  return <LoadedTrace key={traceId} outline={data} />;
}

function LoadedTrace({ outline: sent }: { readonly outline: Outline }) {
  const search = route.useSearch();
  const view = useTraceView(sent);
  const [isNoticed, setNoticed] = useState(true);
  const { outline, selected, setSearch } = view;
  return (
    <Page title={`${outline.summary.rootService} ${outline.summary.rootName}`} hideTitle fill>
      <TraceHeader outline={outline} view={view} />
      {isNoticed && <NoticeList view={view} onClose={() => setNoticed(false)} />}
      <div role="tablist" aria-label="Views of the trace" className={styles.tabs}>
        {VIEWS.map((one) => (
          <button
            key={one.label}
            role="tab"
            id={`view-${one.label}`}
            className="quiet"
            aria-selected={search.view === one.view}
            onClick={() => setSearch({ view: one.view })}
          >
            {one.label}
          </button>
        ))}
      </div>
      <div className={styles.body}>
        <div className={styles.main}>
          {search.view === undefined && <Waterfall view={view} />}
          {search.view === 'flame' && <FlameGraph view={view} />}
          {search.view === 'operations' && <OperationsTable view={view} />}
          {search.view === 'services' && <ServiceBreakdown outline={outline} />}
          {search.view === 'logs' && <TraceLogs view={view} />}
        </div>
        {selected >= 0 && <SpanPanel view={view} />}
      </div>
    </Page>
  );
}
