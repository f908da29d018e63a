import type { MetricInfo, MetricKind, MetricList } from '../api/types.ts';
import { all, SqlParameters, TRUE } from '../query/compile/sql.ts';
import { bindWindow, SPANS_IN_WINDOW } from '../query/compile/window.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import type { Engine } from '../store/engine.ts';

/** Which metrics. */
export interface MetricSearch extends TimeRange {
  /** How their names begin, whatever the case. */
  readonly prefix: string;
  readonly service?: string;
  readonly limit: number;
}

interface MetricRow {
  readonly metric: string;
  readonly newest: readonly [kind: MetricKind, unit: string, description: string, monotonic: boolean];
  readonly services: readonly string[];
  readonly keys: readonly string[];
  readonly series_count: string;
  readonly last: string;
}

/**
 * Finds metrics that have points in the range, by name.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export async function findMetrics(engine: Engine, search: MetricSearch): Promise<MetricList> {
  const parameters = new SqlParameters();
  const { prefix, service, limit } = search;
  const condition = all(
    SPANS_IN_WINDOW,
    prefix === '' ? TRUE : `startsWith(lower(metric), lower(${parameters.text(prefix)}))`,
    service === undefined ? TRUE : `service = ${parameters.text(service)}`,
  );
  const rows = await describeLimit(() =>
    engine.read<MetricRow>(
      `SELECT metric, argMax((kind, unit, description, monotonic), ts) AS newest, arraySort(groupUniqArray(100)(toString(service))) AS services,
  arraySort(groupUniqArrayArray(100)(attr_keys)) AS keys, uniq(series) AS series_count, toString(toUnixTimestamp64Nano(max(ts))) AS last
FROM metric_points WHERE ${condition} GROUP BY metric ORDER BY metric LIMIT ${parameters.bind('UInt32', limit)}`,
      bindWindow(parameters, { from: search.startUnixNano, to: search.endUnixNano - 1n }),
    ),
  );
  return { metrics: rows.map(toMetric) };
}

function toMetric(row: MetricRow): MetricInfo {
  const [kind, unit, description, monotonic] = row.newest;
  return {
    name: row.metric,
    kind,
    unit,
    description,
    monotonic,
    services: row.services,
    attributeKeys: row.keys,
    seriesCount: Number(row.series_count),
    lastSeenUnixNano: row.last,
  };
}
