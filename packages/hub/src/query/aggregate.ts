import { formatAggregate, formatField } from '@throughline/query-language';
import type { Pipeline, Query } from '@throughline/query-language';
import type { Aggregate } from '../api/types.ts';
import type { Reader } from './reader.ts';
import { compileSpanset } from './compile/compile-spanset.ts';
import { compileSeries } from './compile/series-statement.ts';
import type { SeriesRow, SqlNumber } from './compile/series-statement.ts';
import { all } from './compile/sql.ts';
import { findWholeMinutes, isKnownBySums } from './compile/sums-of-spans.ts';
import type { Minutes } from './compile/sums-of-spans.ts';
import { bindWindow, clampTime, STARTED_IN_RANGE } from './compile/window.ts';
import type { Window } from './compile/window.ts';
import { fetchDecidedCondition } from './decided-condition.ts';
import { fetchSpanCount } from '../services/minutes.ts';
import { runLimited } from './limits.ts';
import type { TimeRange } from './search-options.ts';
import { fetchTraceWindow } from './trace-window.ts';

/** A query that computes something. */
export type Computation = Query & { readonly pipeline: Pipeline };

/** Which spans to compute from, and in which steps. */
export interface AggregateOptions extends TimeRange {
  /** Steps begin at multiples of their length since 1970; so the first and the last may be cut short by the range. */
  readonly stepSeconds: number;
  /**
   * If more spans than that began in the range, numbers that sums are kept for are taken from these; quantiles then are
   * within 2.4 %. Default 500,000.
   */
  readonly maxReadSpans?: number;
}

const MAX_READ_SPANS = 500_000;

/** Series in one answer: those of the most spans. */
const MAX_SERIES = 100;

/**
 * Computes what the pipeline of a query says, from the spans that began in the range and that the query leaves.
 *
 * @throws HubError `TL_STORE_LIMIT` when that takes too long or too much.
 */
export async function aggregate(reader: Reader, query: Computation, options: AggregateOptions): Promise<Aggregate> {
  const rows = await runLimited(reader, (engine) => fetchSeries(engine, query, options));
  const { pipeline } = query;
  const steps = listSteps(options);
  const blank = pipeline.aggregates.map((one) => (one.function === 'count' || one.function === 'rate' ? 0 : null));
  return {
    stepSeconds: options.stepSeconds,
    columns: pipeline.aggregates.map(formatAggregate),
    series: rows.map((row) => ({
      labels: labelsOf(pipeline, row),
      points: pointsOf(row, steps, blank),
      total: row.total.map(toNumber),
    })),
    droppedSeries: rows.length === 0 ? 0 : Number(rows[0].all_series) - rows.length,
  };
}

async function fetchSeries(engine: Reader, query: Computation, options: AggregateOptions): Promise<SeriesRow[]> {
  const { spanset, pipeline } = query;
  const compiled = await compileSpanset(engine, spanset);
  const range = toRange(options);
  const rangeSeconds = Number(options.endUnixNano - options.startUnixNano) / 1e9;
  const minutes = await findMinutesOfSums(engine, query, options);
  const condition = await fetchDecidedCondition(engine, compiled, range);
  const request = {
    pipeline,
    condition: minutes === undefined ? all(STARTED_IN_RANGE, condition) : condition,
    minutes,
    seconds: { step: options.stepSeconds, range: rangeSeconds },
    maxSeries: MAX_SERIES,
  };
  const statement = await compileSeries(engine, request, compiled.parameters);
  const traceWindow = statement.includes('{windowFrom') ? await fetchTraceWindow(engine, range) : range;
  return engine.read<SeriesRow>(statement, {
    ...bindWindow(compiled.parameters, traceWindow),
    ...range,
    stepNs: BigInt(options.stepSeconds) * 1_000_000_000n,
  });
}

/** The minutes that are better computed from sums than from spans. */
async function findMinutesOfSums(
  engine: Reader,
  { spanset, pipeline }: Computation,
  options: AggregateOptions,
): Promise<Minutes | undefined> {
  if (!isKnownBySums(spanset, pipeline, options.stepSeconds)) return undefined;
  const spans = await fetchSpanCount(engine, options);
  return spans > (options.maxReadSpans ?? MAX_READ_SPANS) ? findWholeMinutes(toRange(options)) : undefined;
}

function toRange({ startUnixNano, endUnixNano }: TimeRange): Window {
  return { from: clampTime(startUnixNano), to: clampTime(endUnixNano - 1n) };
}

/** A field that a group does not have is no label of it. */
function labelsOf({ by }: Pipeline, { key }: SeriesRow): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  for (const [i, field] of by.entries()) {
    const value = key[i];
    if (value !== null) labels[formatField(field)] = value;
  }
  return labels;
}

type Values = readonly (number | null)[];

/** All steps of the range: their number and start. */
function listSteps({ startUnixNano, endUnixNano, stepSeconds }: AggregateOptions): [step: string, start: string][] {
  const stepNs = BigInt(stepSeconds) * 1_000_000_000n;
  const first = clampTime(startUnixNano) / stepNs;
  const last = clampTime(endUnixNano - 1n) / stepNs;
  return Array.from({ length: Number(last - first) + 1 }, (_, i) => {
    const step = first + BigInt(i);
    return [String(step), String(step * stepNs)];
  });
}

function pointsOf(
  { points }: SeriesRow,
  steps: readonly [step: string, start: string][],
  blank: Values,
): { timeUnixNano: string; values: Values }[] {
  const values = new Map(points.map(([step, numbers]) => [step, numbers.map(toNumber)]));
  return steps.map(([step, start]) => ({ timeUnixNano: start, values: values.get(step) ?? blank }));
}

function toNumber(value: SqlNumber): number | null {
  if (typeof value !== 'string') return value;
  return value === 'nan' ? Number.NaN : Number(value.replace('inf', 'Infinity'));
}
