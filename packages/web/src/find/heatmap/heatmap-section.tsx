import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ApiError } from '../../hub-api/api-error.ts';
import { formatCount } from '../../design/quantity.ts';
import { ErrorState } from '../../design/states.tsx';
import { useTimeRange } from '../../time/use-time-range.ts';
import { splitPipeline } from '../../query-bar/model/edit-query.ts';
import { slowRow } from '../model/heatmap-cells.ts';
import { formatSelection, parseSelection, selectCells } from '../model/selection.ts';
import type { Selection } from '../model/selection.ts';
import { useHeatmap } from '../queries.ts';
import { HeatmapPlot } from './heatmap-plot.tsx';
import { SelectionPanel } from './selection-panel.tsx';
import styles from './heatmap.module.css';

const SIZE = { columns: 96, rows: 20 };
const SLOW_SHARE = 0.05;
const route = getRouteApi('/');

interface HeatmapSectionProps {
  readonly query: string;
  readonly onFilter: (condition: string) => void;
}

/** Spans by start and duration; a box drawn in it becomes a query, and says what is different inside. */
export function HeatmapSection({ query, onFilter }: HeatmapSectionProps) {
  const [range] = useTimeRange();
  const { selection: selectionText } = route.useSearch();
  const navigate = useNavigate();
  const { spans } = splitPipeline(query);
  const { data, error, refetch } = useHeatmap(spans, range, SIZE);
  const selection = parseSelection(selectionText);
  const select = (next: Selection | undefined): void =>
    void navigate({
      to: '/',
      search: (before) => ({ ...before, selection: next === undefined ? undefined : formatSelection(next) }),
      replace: true,
    });
  if (error instanceof ApiError && error.position !== undefined) return null;
  return (
    <section aria-label="Durations over time" className={styles.section}>
      <div className={styles.heading}>
        <h2>Durations over time</h2>
        <span className="dim">
          {data !== undefined &&
            `${formatCount(data.spans)} spans${data.sampledShare < 1 ? ', estimated from a sample' : ''}`}
        </span>
        <span className={styles.hint}>Draw a box to see what is different inside it; click a cell to open a trace</span>
        <button
          type="button"
          disabled={data === undefined || data.cells.length === 0}
          onClick={() =>
            select(
              selectCells(data!, {
                columns: [0, data!.columnCount - 1],
                rows: [slowRow(data!, SLOW_SHARE), data!.durationEdgesNs.length - 2],
              }),
            )
          }
        >
          Select the slowest 5 %
        </button>
      </div>
      {error !== null && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <HeatmapPlot heatmap={data} selection={selection} onSelect={select} />
      )}
      {selection !== undefined && (
        <SelectionPanel query={spans} selection={selection} onClose={() => select(undefined)} onFilter={onFilter} />
      )}
    </section>
  );
}
