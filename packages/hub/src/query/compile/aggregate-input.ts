// What aggregates are computed from: spans, or sums that were kept of them.
import type { Field } from '@throughline/query-language';
import { durationOf } from '../../store/schema/span-sums.ts';
import { compileIntrinsicExists } from './intrinsic-condition.ts';
import { TRUE } from './sql.ts';

/** Aggregate functions over the rows of an input, as SQL. Those of a field are about its numbers, and NULL without any. */
export interface AggregateInput {
  /** How many spans have the field; of no field, how many spans there are. */
  readonly count: (field: Field | null) => string;
  readonly countNumbers: (field: Field) => string;
  readonly sum: (field: Field) => string;
  /** Absent where they are not known. */
  readonly min?: (field: Field) => string;
  readonly max?: (field: Field) => string;
  /** A state that answers for all these levels. */
  readonly quantilesState: (field: Field, levels: string) => string;
  /** The function that merges such states. */
  readonly mergeQuantiles: string;
  /** The number that a quantile of such a state stands for, if it is not that itself. */
  readonly quantileNumber?: (quantile: string) => string;
}

/** How to read a field of a span. */
export interface SpanFields {
  /** Condition that the field is there. */
  readonly exists: (field: Field) => string;
  /** The field's number, or NULL. */
  readonly number: (field: Field) => string;
}

/** Rows of `spans`. */
export function aggregateSpans({ exists, number }: SpanFields): AggregateInput {
  return {
    count: (field) => (field === null ? 'count()' : `countIf(${exists(field)})`),
    countNumbers: (field) => `count(${number(field)})`,
    sum: (field) => `sumOrNull(${number(field)})`,
    min: (field) => `minOrNull(${number(field)})`,
    max: (field) => `maxOrNull(${number(field)})`,
    quantilesState: (field, levels) =>
      `quantilesExactIfState(${levels})(assumeNotNull(${number(field)}), isNotNull(${number(field)}))`,
    mergeQuantiles: 'quantilesExactIfMerge',
  };
}

/** Rows of sums of spans (`sums-of-spans.ts`). The only numbers are durations. */
export const AGGREGATE_SUMS: AggregateInput = {
  count: (field) => {
    const exists = field?.type === 'intrinsic' ? compileIntrinsicExists(field.name) : TRUE;
    return exists === TRUE ? 'sum(calls)' : `sumIf(calls, ${exists})`;
  },
  countNumbers: () => 'sum(calls)',
  sum: () => 'sumOrNull(duration_sum)',
  quantilesState: (_, levels) => `quantilesTimingMergeState(${levels})(duration)`,
  mergeQuantiles: 'quantilesTimingMerge',
  quantileNumber: durationOf,
};
