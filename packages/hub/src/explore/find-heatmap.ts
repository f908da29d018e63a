import type { Query } from '@throughline/query-language';
import type { Heatmap, HeatmapCell } from '../api/types.ts';
import { all, TRUE } from '../query/compile/sql.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import { fetchSpanCount } from '../services/minutes.ts';
import type { Engine } from '../store/engine.ts';
import { chooseRows, edgesOf } from './duration-rows.ts';
import type { DurationRows } from './duration-rows.ts';
import { fetchMatchingSpans } from './matching-spans.ts';
import type { MatchingSpans } from './matching-spans.ts';

/** Spans that are counted one by one. Of more, some are. */
const MAX_SPANS = 20_000_000;

export interface HeatmapOptions extends TimeRange {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Counts the spans of a query by start and duration.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export function findHeatmap(engine: Engine, query: Query, options: HeatmapOptions): Promise<Heatmap> {
  return describeLimit(async () => {
    const spans = await fetchMatchingSpans(engine, query, options);
    const every = Math.ceil((await fetchSpanCount(engine, options)) / MAX_SPANS) || 1;
    const sample = { ...spans, condition: all(spans.condition, every === 1 ? TRUE : oneOf(every)) };
    const bounds = await fetchBounds(engine, sample);
    const rows = chooseRows(Number(bounds.shortest), Number(bounds.longest), options.rows);
    const stepNs = stepOf(options);
    const cells = bounds.spans === '0' ? [] : await fetchCells(engine, sample, { rows, stepNs });
    return {
      spans: Number(bounds.spans) * every,
      sampledShare: 1 / every,
      startUnixNano: String(options.startUnixNano),
      endUnixNano: String(options.endUnixNano),
      stepNs: Number(stepNs),
      columnCount: options.columns,
      durationEdgesNs: edgesOf(rows),
      cells: cells.map((cell) => toCell(cell, every)),
    };
  });
}

function stepOf({ startUnixNano, endUnixNano, columns }: HeatmapOptions): bigint {
  const length = endUnixNano - startUnixNano;
  return (length + BigInt(columns) - 1n) / BigInt(columns);
}

/** One of so many spans, whichever: nothing is read but their times. */
function oneOf(every: number): string {
  return `intHash64(toUnixTimestamp64Nano(ts)) % ${every} = 0`;
}

interface Bounds {
  readonly spans: string;
  readonly shortest: string;
  readonly longest: string;
}

async function fetchBounds(engine: Engine, { condition, bind }: MatchingSpans): Promise<Bounds> {
  const [bounds] = await engine.read<Bounds>(
    `SELECT count() AS spans, min(duration_ns) AS shortest, max(duration_ns) AS longest FROM spans WHERE ${condition}`,
    bind(),
  );
  return bounds;
}

interface CellRow {
  readonly column: number;
  readonly row: number;
  readonly spans: string;
  readonly errors: string;
  readonly trace: string;
}

function fetchCells(
  engine: Engine,
  { condition, bind }: MatchingSpans,
  { rows, stepNs }: { readonly rows: DurationRows; readonly stepNs: bigint },
): Promise<CellRow[]> {
  return engine.read<CellRow>(
    `SELECT toUInt32(intDiv(toUnixTimestamp64Nano(ts) - {from:Int64}, {stepNs:Int64})) AS column,
  toInt32(least(greatest(floor(log2(greatest(duration_ns, 1)) / {exponent:Float64}) - {first:Int32}, 0), {last:Int32})) AS row,
  count() AS spans, countIf(status = 'error') AS errors, argMax(trace_id, status = 'error') AS trace
FROM spans WHERE ${condition} GROUP BY column, row ORDER BY column, row`,
    { ...bind(), stepNs, exponent: String(rows.exponent), first: rows.first, last: rows.count - 1 },
  );
}

function toCell(row: CellRow, every: number): HeatmapCell {
  return {
    column: row.column,
    row: row.row,
    count: Number(row.spans) * every,
    errors: Number(row.errors) * every,
    traceId: row.trace,
  };
}
