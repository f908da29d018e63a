import { parseQuery } from '@throughline/query-language';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Page } from '../design/page.tsx';
import { addCondition } from '../query-bar/model/edit-query.ts';
import { QueryBar } from '../query-bar/query-bar.tsx';
import { useTimeRange } from '../time/use-time-range.ts';
import { AggregateResult } from './aggregate/aggregate-result.tsx';
import { Facets } from './facets.tsx';
import { FirstVisit } from './first-visit/first-visit.tsx';
import { useFirstTrace } from './first-visit/use-first-trace.ts';
import { HeatmapSection } from './heatmap/heatmap-section.tsx';
import { KeptQueriesMenu } from './kept-queries-menu.tsx';
import { LiveTail } from './live/live-tail.tsx';
import { useTraces } from './queries.ts';
import { TraceResults } from './trace-results.tsx';
import styles from './find-page.module.css';

const route = getRouteApi('/');

/** Where one begins: a query, what it finds, and where to look further. */
export function FindPage() {
  const { q = '', live } = route.useSearch();
  const navigate = useNavigate();
  const ask = (query: string): void =>
    void navigate({ to: '/', search: (before) => ({ ...before, q: query, selection: undefined }) });
  const setLive = (isLive: boolean): void =>
    void navigate({ to: '/', search: (before) => ({ ...before, live: isLive ? '1' : undefined }) });
  return (
    <Page title="Find traces" hideTitle>
      <QueryBar query={q} hint="serviceName=api AND duration > 500ms — empty finds everything" onAsk={ask}>
        <KeptQueriesMenu query={q} onChoose={ask} />
        <button type="button" aria-pressed={live === '1'} onClick={() => setLive(live !== '1')}>
          Live
        </button>
      </QueryBar>
      {live === '1' ? (
        <LiveTail query={q} />
      ) : hasPipeline(q) ? (
        <AggregateResult query={q} />
      ) : (
        <Found query={q} onAsk={ask} />
      )}
    </Page>
  );
}

function hasPipeline(query: string): boolean {
  try {
    return parseQuery(query).pipeline !== null;
  } catch {
    return false;
  }
}

interface FoundProps {
  readonly query: string;
  readonly onAsk: (query: string) => void;
}

function Found({ query, onAsk }: FoundProps) {
  const [range] = useTimeRange();
  const traces = useTraces(query, range);
  const isEmpty = traces.data?.pages[0].traces.length === 0 && !traces.hasNextPage;
  const { isAwaited, newest } = useFirstTrace(isEmpty);
  if (isAwaited) return <FirstVisit />;
  const filter = (condition: string): void => onAsk(addCondition(query, condition));
  return (
    <>
      <HeatmapSection query={query} onFilter={filter} />
      <div className={styles.columns}>
        <Facets query={query} onFilter={filter} />
        <TraceResults traces={traces} newest={newest} />
      </div>
    </>
  );
}
