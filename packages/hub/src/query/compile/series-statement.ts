// The statement that computes series: an inner one makes states for each group and step in one pass over the spans, the outer
// one merges them to totals, chooses the groups, and hands out both.
import type { AttributeField, Field, Pipeline } from '@throughline/query-language';
import type { Reader } from '../reader.ts';
import { AGGREGATE_SUMS, aggregateSpans } from './aggregate-input.ts';
import type { AggregateInput } from './aggregate-input.ts';
import { AggregateCompiler } from './aggregate-sql.ts';
import type { RateSeconds } from './aggregate-sql.ts';
import { ExpressionCompiler, fetchFacts } from './compile-expression.ts';
import { FieldReader } from './field-reader.ts';
import { compileIntrinsicExists } from './intrinsic-condition.ts';
import type { SqlParameters } from './sql.ts';
import { sumsOfSpans } from './sums-of-spans.ts';
import type { Minutes } from './sums-of-spans.ts';

/** A series as it arrives. */
export interface SeriesRow {
  readonly key: readonly (string | null)[];
  readonly total: readonly SqlNumber[];
  /** Steps by their number: their start divided by their length. */
  readonly points: readonly (readonly [step: string, values: readonly SqlNumber[]])[];
  /** Of how many series these are the largest. */
  readonly all_series: string;
}

/** What JSON has no number for is text. */
export type SqlNumber = number | 'nan' | 'inf' | '-inf' | null;

/** What is computed, from which spans. */
export interface SeriesRequest {
  readonly pipeline: Pipeline;
  /** On rows of `spans`; with minutes, also on those of `red_1m`. The minutes do not matter to it. */
  readonly condition: string;
  /** The part of the range that is computed from sums. */
  readonly minutes?: Minutes;
  readonly seconds: RateSeconds;
  readonly maxSeries: number;
}

/** Writes the statement. It needs the parameters, the window and the length of a step in nanoseconds bound. */
export async function compileSeries(
  engine: Reader,
  request: SeriesRequest,
  parameters: SqlParameters,
): Promise<string> {
  const { pipeline, seconds, maxSeries } = request;
  const reader = new FieldReader(parameters);
  const rows =
    request.minutes === undefined
      ? await readSpans(engine, request, reader, parameters)
      : readSums(request, parameters);
  const compiler = new AggregateCompiler(rows.input, parameters, seconds);
  const { aggregates, having, by } = pipeline;
  compiler.prepare([...aggregates, ...(having === null ? [] : [having.aggregate])]);
  const columns = aggregates.map((aggregate) => compiler.compile(aggregate));
  const isWanted = having === null ? '' : `HAVING ${compiler.compileHaving(having)}`;
  const keys = by.map((_, i) => `k${i}`);
  const keyColumns = by.map((field, i) => `${reader.text(field)} AS k${i}`);
  return `SELECT ${arrayOf(keys, 'String')} AS key, ${arrayOf(columns.map(({ total }) => total))} AS total,
  groupArray((toString(step), ${arrayOf(columns.map(({ point }) => point))})) AS points, toString(count() OVER ()) AS all_series
FROM (SELECT ${[...keyColumns, rows.step, `${rows.input.count(null)} AS spans_of_step`, ...compiler.states].join(',\n  ')}
  FROM ${rows.from()}
  GROUP BY ${[...keys, 'step'].join(', ')})
${keys.length === 0 ? '' : `GROUP BY ${keys.join(', ')}`} ${isWanted}
ORDER BY ${['sum(spans_of_step) DESC', ...keys].join(', ')} LIMIT ${maxSeries}`;
}

/** What the states are made of. */
interface Rows {
  readonly input: AggregateInput;
  /** The number of the step that a row belongs to. */
  readonly step: string;
  /** Known after all fields were read. */
  readonly from: () => string;
}

async function readSpans(
  engine: Reader,
  { pipeline, condition }: SeriesRequest,
  reader: FieldReader,
  parameters: SqlParameters,
): Promise<Rows> {
  const exists = await createExists(engine, pipeline, parameters);
  return {
    input: aggregateSpans({ exists, number: (field) => reader.number(field) }),
    step: 'intDiv(toUnixTimestamp64Nano(ts), {stepNs:Int64}) AS step',
    from: () => `spans ${reader.joins}\n  WHERE ${condition}`,
  };
}

function readSums({ condition, minutes }: SeriesRequest, parameters: SqlParameters): Rows {
  return {
    input: AGGREGATE_SUMS,
    step: 'step',
    from: () => sumsOfSpans(minutes!, condition, parameters),
  };
}

function arrayOf(expressions: readonly string[], type = 'Float64'): string {
  return `CAST([${expressions.join(', ')}], 'Array(Nullable(${type}))')`;
}

async function createExists(
  engine: Reader,
  { aggregates, having }: Pipeline,
  parameters: SqlParameters,
): Promise<(field: Field) => string> {
  const all = having === null ? aggregates : [...aggregates, having.aggregate];
  const counted = all.filter((one) => one.function === 'count' || one.function === 'rate').map(({ field }) => field);
  const attributes = counted.filter((field): field is AttributeField => field?.type === 'attribute');
  const compiler = new ExpressionCompiler(parameters, await fetchFacts(engine, [], attributes));
  return (field) => (field.type === 'intrinsic' ? compileIntrinsicExists(field.name) : compiler.compileExists(field));
}
