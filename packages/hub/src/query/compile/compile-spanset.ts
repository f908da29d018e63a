// Sets of spans → conditions on rows of `spans`, and on traces. Parents are found by a self-join. Ancestors cannot be: for
// `>>` the conditions leave all candidates, and `relations.ts` decides among them.
import { findBeyondSpan } from '@throughline/query-language';
import type { Expression, SpanFilter, SpanRelation, Spanset } from '@throughline/query-language';
import type { Reader } from '../reader.ts';
import { ExpressionCompiler, fetchFacts } from './compile-expression.ts';
import { all, any, SqlParameters, TRUE } from './sql.ts';
import { SPANS_IN_WINDOW } from './window.ts';

/** A set of spans as SQL. Its statements need the parameters, and the window bound: all spans of the traces that count. */
export class CompiledSpanset {
  readonly parameters: SqlParameters;
  readonly spanset: Spanset;
  /** Condition on a row of `spans`: it is in the set, or, if the set is not exact, may be. */
  readonly spanCondition: string;
  /** Condition on `trace_id`: the set has spans of the trace, or may have. */
  readonly traceCondition: string;
  readonly isExact: boolean;
  /** Whether a span alone decides, so that the window does not matter. */
  readonly isPerSpan: boolean;
  /** About how many spans decide on the set, so that few are not searched for among the newest; infinite if unknown. */
  readonly estimate: number;
  /** The conditions of the filters in the set. */
  readonly filters: ReadonlyMap<SpanFilter, string>;

  constructor(spanset: Spanset, filters: ReadonlyMap<SpanFilter, CompiledFilter>, parameters: SqlParameters) {
    this.spanset = spanset;
    this.filters = new Map(Array.from(filters, ([filter, { condition }]) => [filter, condition]));
    this.estimate = estimate(spanset, filters);
    this.parameters = parameters;
    this.isExact = !hasAncestors(spanset);
    this.isPerSpan = findBeyondSpan({ type: 'query', spanset, pipeline: null, from: 0, to: 0 }) === undefined;
    this.spanCondition = this.#spanCondition(spanset);
    this.traceCondition = this.#traceCondition(spanset);
  }

  #spanCondition(spanset: Spanset): string {
    if (spanset.type === 'filter') return this.filters.get(spanset)!;
    const left = this.#spanCondition(spanset.left);
    const right = this.#spanCondition(spanset.right);
    switch (spanset.operator) {
      case '||':
        return any(left, right);
      case '&&':
        return all(any(left, right), this.#traceCondition(spanset.left), this.#traceCondition(spanset.right));
      case '>':
        return all(right, hasParentAmong(left));
      case '>>':
        return all(right, HAS_PARENT, this.#traceCondition(spanset.left));
    }
  }

  #traceCondition(spanset: Spanset): string {
    if (spanset.type === 'relation' && (spanset.operator === '&&' || spanset.operator === '||'))
      return this.#traceCombination(spanset);
    return hasSpan(this.#spanCondition(spanset));
  }

  #traceCombination({ operator, left, right }: SpanRelation): string {
    const conditions = [this.#traceCondition(left), this.#traceCondition(right)];
    return operator === '&&' ? all(...conditions) : any(...conditions);
  }
}

interface CompiledFilter {
  readonly condition: string;
  readonly estimate: number;
}

/** Compiles a set of spans, with what the indexes know. */
export async function compileSpanset(engine: Reader, spanset: Spanset): Promise<CompiledSpanset> {
  const parameters = new SqlParameters();
  const filters = filtersOf(spanset);
  const expressions = filters.map(({ expression }) => expression).filter((one): one is Expression => one !== null);
  const compiler = new ExpressionCompiler(parameters, await fetchFacts(engine, expressions));
  const compiled = filters.map(({ expression }): CompiledFilter =>
    expression === null
      ? { condition: TRUE, estimate: Infinity }
      : { condition: compiler.compile(expression), estimate: compiler.estimate(expression) },
  );
  const conditions = new Map(filters.map((filter, i) => [filter, compiled[i]]));
  return new CompiledSpanset(spanset, conditions, parameters);
}

/** The filters of a set, from left to right. */
export function filtersOf(spanset: Spanset): SpanFilter[] {
  return spanset.type === 'filter' ? [spanset] : [...filtersOf(spanset.left), ...filtersOf(spanset.right)];
}

function estimate(spanset: Spanset, filters: ReadonlyMap<SpanFilter, CompiledFilter>): number {
  if (spanset.type === 'filter') return filters.get(spanset)!.estimate;
  const [left, right] = [estimate(spanset.left, filters), estimate(spanset.right, filters)];
  return spanset.operator === '||' ? left + right : Math.min(left, right);
}

function hasAncestors(spanset: Spanset): boolean {
  if (spanset.type === 'filter') return false;
  return spanset.operator === '>>' || hasAncestors(spanset.left) || hasAncestors(spanset.right);
}

/** A span that names itself as its parent has none. */
const HAS_PARENT = "parent_span_id != '' AND parent_span_id != span_id";

function hasParentAmong(condition: string): string {
  return all(
    HAS_PARENT,
    `(trace_id, parent_span_id) IN (SELECT trace_id, span_id FROM spans WHERE ${all(SPANS_IN_WINDOW, condition)})`,
  );
}

function hasSpan(condition: string): string {
  return condition === TRUE
    ? TRUE
    : `trace_id IN (SELECT trace_id FROM spans WHERE ${all(SPANS_IN_WINDOW, condition)})`;
}
