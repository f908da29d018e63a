import { formatField } from '@throughline/query-language';
import type { Field } from '@throughline/query-language';
import type { MetricExemplar, MetricSeries, MetricSeriesList } from '../api/types.ts';
import { fetchResourceAttributes } from '../attributes/resource-values.ts';
import { valueTexts } from '../attributes/value-texts.ts';
import { HubError } from '../errors.ts';
import { SqlParameters } from '../query/compile/sql.ts';
import { bindWindow, clampTime, SPANS_IN_WINDOW } from '../query/compile/window.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import { parseJsonAttributes } from '../store/attribute-json.ts';
import type { StoredAttributes } from '../store/attribute-json.ts';
import type { Engine } from '../store/engine.ts';
import { readDeltas, subtractCumulative } from './increases.ts';
import { fetchPoints, isCumulative, pointCondition } from './metric-points.ts';
import type { Metric, PointSelection } from './metric-points.ts';
import { columnsOf, gaugeValues, increaseValues, levelValues } from './series-values.ts';
import type { StepValues } from './series-values.ts';

/** Which series of a metric. */
export interface SeriesSearch extends TimeRange {
  readonly name: string;
  readonly service?: string;
  readonly stepSeconds: number;
  /** What tells the series apart. Everything is one series without them. */
  readonly by: readonly Field[];
}

const MAX_SERIES = 100;
const MAX_EXEMPLARS = 200;

/** So long before the range a series is looked for, to know what it had when the range began. */
const LOOK_BACK_SECONDS = 300;

/**
 * Finds what a metric was in each step of a range.
 *
 * @throws HubError `TL_NOT_FOUND` for a metric without points in the range, `TL_REQUEST` for a field that metrics lack,
 *   `TL_STORE_LIMIT`.
 */
export function findMetricSeries(engine: Engine, search: SeriesSearch): Promise<MetricSeriesList> {
  return describeLimit(async () => {
    const metric = await fetchMetric(engine, search);
    const selection = await select(engine, metric, search);
    const steps = await fetchSteps(engine, selection);
    const firstSecond = Number(search.startUnixNano / 1_000_000_000n);
    const inRange = steps.filter(({ second }) => second + search.stepSeconds > firstSecond);
    const series = toSeries(inRange, search.by.map(formatField));
    const { name, kind, unit, description } = metric;
    return {
      name,
      kind,
      unit,
      description,
      stepSeconds: search.stepSeconds,
      columns: columnsOf(metric),
      series: series.slice(0, MAX_SERIES),
      omittedSeries: Math.max(0, series.length - MAX_SERIES),
      exemplars: await fetchExemplars(engine, selection, search),
    };
  });
}

interface MetricRow {
  readonly newest: readonly [
    Metric['kind'],
    Metric['unit'],
    Metric['description'],
    Metric['temporality'],
    Metric['monotonic'],
  ];
  readonly points: string;
}

/** As its newest point has it: senders may disagree, and points of another kind cannot be put together with these. */
async function fetchMetric(
  engine: Engine,
  { name, service, startUnixNano, endUnixNano }: SeriesSearch,
): Promise<Metric> {
  const parameters = new SqlParameters();
  const ofService = service === undefined ? '' : `AND service = ${parameters.text(service)}`;
  const [row] = await engine.read<MetricRow>(
    `SELECT argMax((kind, unit, description, temporality, monotonic), ts) AS newest, count() AS points
FROM metric_points WHERE metric = ${parameters.text(name)} ${ofService} AND ${SPANS_IN_WINDOW}`,
    bindWindow(parameters, { from: startUnixNano, to: endUnixNano - 1n }),
  );
  const [kind, unit, description, temporality, monotonic] = row.newest;
  if (row.points !== '0') return { name, kind, unit, description, temporality, monotonic };
  throw new HubError('TL_NOT_FOUND', `cannot find the metric ${name}: it has no points in this range`);
}

async function select(engine: Engine, metric: Metric, search: SeriesSearch): Promise<PointSelection> {
  const { service, stepSeconds, startUnixNano, endUnixNano } = search;
  const lookBack = BigInt(Math.max(LOOK_BACK_SECONDS, stepSeconds)) * 1_000_000_000n;
  const base = {
    metric,
    service,
    stepSeconds,
    window: { from: clampTime(startUnixNano - lookBack), to: clampTime(endUnixNano - 1n) },
    parameters: new SqlParameters(),
  };
  const resources = await fetchResourcesOf(engine, { ...base, labels: '[]' });
  const labels = search.by.map((field) => {
    if (field.type === 'intrinsic' && field.name !== 'serviceName')
      throw new HubError('TL_REQUEST', `cannot group a metric by ${field.name}: need serviceName or an attribute`);
    return `arrayElement(${valueTexts(field, { parameters: base.parameters, resources })}, 1)`;
  });
  return { ...base, labels: `CAST([${labels.join(', ')}], 'Array(String)')` };
}

async function fetchResourcesOf(
  engine: Engine,
  selection: PointSelection,
): Promise<Awaited<ReturnType<typeof fetchResourceAttributes>>> {
  const rows = await engine.read<{ hash: string }>(
    `SELECT DISTINCT toString(resource_hash) AS hash FROM metric_points WHERE ${pointCondition(selection)}`,
    bindWindow(selection.parameters, selection.window),
  );
  return fetchResourceAttributes(
    engine,
    rows.map(({ hash }) => hash),
  );
}

async function fetchSteps(engine: Engine, selection: PointSelection): Promise<StepValues[]> {
  const { metric, window, stepSeconds } = selection;
  const rows = await fetchPoints(engine, selection);
  if (metric.kind === 'gauge') return gaugeValues(rows);
  if (metric.kind === 'sum' && !metric.monotonic) return levelValues(rows);
  const increases = isCumulative(metric) ? subtractCumulative(rows, window.from) : readDeltas(rows);
  return increaseValues(increases, metric.kind, stepSeconds);
}

function toSeries(steps: readonly StepValues[], names: readonly string[]): MetricSeries[] {
  const groups = [...Map.groupBy(steps, ({ labels }) => JSON.stringify(labels)).values()];
  return groups
    .toSorted((a, b) => b.length - a.length || (String(a[0].labels) < String(b[0].labels) ? -1 : 1))
    .map((group) => ({
      labels: Object.fromEntries(names.map((name, i) => [name, group[0].labels[i]])),
      points: group.map(({ second, values }) => ({ timeUnixNano: `${second}000000000`, values })),
    }));
}

interface ExemplarRow {
  readonly time: string;
  readonly number: number;
  readonly trace: string;
  readonly span: string;
  readonly service: string;
  readonly attributes: StoredAttributes;
}

async function fetchExemplars(
  engine: Engine,
  selection: PointSelection,
  { startUnixNano, endUnixNano }: SeriesSearch,
): Promise<MetricExemplar[]> {
  const rows = await engine.read<ExemplarRow>(
    `SELECT toString(toUnixTimestamp64Nano(e.1)) AS time, e.2 AS trace, e.3 AS span, e.4 AS number, e.5 AS attributes, service
FROM metric_points ARRAY JOIN arrayZip(exemplars.ts, exemplars.trace_id, exemplars.span_id, exemplars.value, exemplars.attrs) AS e
WHERE ${pointCondition(selection)} AND trace != '' AND isFinite(number)
ORDER BY time DESC LIMIT 1 BY time, trace, span, number LIMIT ${MAX_EXEMPLARS}`,
    bindWindow(selection.parameters, { from: startUnixNano, to: endUnixNano - 1n }),
  );
  return rows.map((row) => ({
    timeUnixNano: row.time,
    value: row.number,
    traceId: row.trace,
    spanId: row.span,
    service: row.service,
    attributes: parseJsonAttributes(row.attributes),
  }));
}
