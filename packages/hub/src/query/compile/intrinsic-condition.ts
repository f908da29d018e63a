import type { IntrinsicName } from '@throughline/query-language';
import { TRUE } from './sql.ts';
import type { SqlParameters } from './sql.ts';
import { TRACES_IN_WINDOW } from './window.ts';
import { compileValueTest } from './value-test.ts';
import type { ValuePredicate, ValueTest } from './value-test.ts';

type IntrinsicSource =
  /** A column of text or of numbers. */
  | { readonly type: 'text' | 'words' | 'duration'; readonly column: string }
  /** A column with several texts. */
  | { readonly type: 'texts'; readonly column: string }
  /** Computed from all rows of a trace in `trace_summary`. */
  | { readonly type: 'trace'; readonly values: 'text' | 'duration' | 'number'; readonly expression: string };

const SOURCES: Readonly<Record<IntrinsicName, IntrinsicSource>> = {
  serviceName: { type: 'text', column: 'service' },
  name: { type: 'text', column: 'name' },
  kind: { type: 'words', column: 'kind' },
  status: { type: 'words', column: 'status' },
  statusMessage: { type: 'text', column: 'status_message' },
  duration: { type: 'duration', column: 'duration_ns' },
  traceId: { type: 'text', column: 'trace_id' },
  spanId: { type: 'text', column: 'span_id' },
  parentSpanId: { type: 'text', column: 'parent_span_id' },
  rootName: { type: 'trace', values: 'text', expression: 'argMinMerge(root).2' },
  rootService: { type: 'trace', values: 'text', expression: 'argMinMerge(root).1' },
  traceDuration: {
    type: 'trace',
    values: 'duration',
    expression: '(toUnixTimestamp64Nano(max(end)) - toUnixTimestamp64Nano(min(start)))',
  },
  spanCount: { type: 'trace', values: 'number', expression: 'sum(span_count)' },
  errorCount: { type: 'trace', values: 'number', expression: 'sum(error_count)' },
  'event.name': { type: 'texts', column: 'events.name' },
  'link.traceId': { type: 'texts', column: 'links.trace_id' },
  'link.spanId': { type: 'texts', column: 'links.span_id' },
};

/** The condition of a predicate, without its negation, on a field that every span has. */
export function compileIntrinsic(name: IntrinsicName, predicate: ValuePredicate, parameters: SqlParameters): string {
  const source = SOURCES[name];
  const test = compileValueTest(predicate, parameters);
  switch (source.type) {
    case 'text':
      return test.text(source.column);
    case 'words':
      return test.text(isAboutWords(predicate) ? source.column : `toString(${source.column})`);
    case 'duration':
      return test.scalar(source.column);
    case 'texts':
      return `arrayExists(x -> ${test.text('toString(x)')}, ${source.column})`;
    case 'trace':
      return traceCondition(source.expression, testSummary(source.values, test));
  }
}

/** The value of a field that a span, or its trace, has once. */
export interface SingleSource {
  /** On a row of `spans`, or on all rows of a trace in `trace_summary`. */
  readonly of: 'span' | 'trace';
  readonly expression: string;
}

/** How to read a field that is not about events or links. */
export function getSingleSource(name: IntrinsicName): SingleSource {
  const source = SOURCES[name];
  return source.type === 'trace'
    ? { of: 'trace', expression: source.expression }
    : { of: 'span', expression: source.column };
}

/** An Enum column compares with its own words only, but without becoming text first. */
function isAboutWords({ type }: ValuePredicate): boolean {
  return type === 'equal' || type === 'in';
}

type TraceSource = Extract<IntrinsicSource, { type: 'trace' }>;

function testSummary(values: TraceSource['values'], test: ValueTest): string {
  if (values === 'text') return test.text('value');
  return test.scalar(values === 'number' ? 'toString(value)' : 'value');
}

/** The traces with spans in the window, by what all of their rows come to. */
function traceCondition(expression: string, condition: string): string {
  return `trace_id IN (SELECT trace_id FROM (SELECT trace_id, ${expression} AS value FROM trace_summary
  WHERE trace_id IN (SELECT trace_id FROM trace_summary WHERE ${TRACES_IN_WINDOW}) GROUP BY trace_id) WHERE ${condition})`;
}

/** The condition that the field is there. */
export function compileIntrinsicExists(name: IntrinsicName): string {
  const source = SOURCES[name];
  switch (source.type) {
    case 'text':
      return `${source.column} != ''`;
    case 'texts':
      return `arrayExists(x -> x != '', ${source.column})`;
    case 'trace':
      return source.values === 'text' ? traceCondition(source.expression, "value != ''") : TRUE;
    default:
      return TRUE;
  }
}
