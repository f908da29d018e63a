// Numbers from the spans that a query matches.
import type { Aggregate, Field, HavingCondition, Query } from '../ast.ts';
import type { QuerySpan } from '../query-span.ts';
import { matchSubjects } from './evaluate-query.ts';
import { fieldExists, findSingleValue, numberOfValue, type Subject, textOfValue } from './field-values.ts';

/** One group of spans and what was computed from it. */
export interface PipelineRow {
  /** One text for each field of `by`; `null` where the field is absent. */
  readonly key: readonly (string | null)[];
  /** One number for each aggregate, durations in nanoseconds; `null` where there was nothing to compute from. */
  readonly values: readonly (number | null)[];
}

/** What the numbers refer to. */
export interface PipelineOptions {
  /** Length of the time range that the spans are of, in seconds; `rate` divides by it. */
  readonly rangeSeconds: number;
}

/**
 * The rows that the query's pipeline computes from these spans, in the order in which groups come first. Without `by` there is one
 * row, also of no spans. Without pipeline there are none.
 */
export function evaluatePipeline(query: Query, spans: Iterable<QuerySpan>, options: PipelineOptions): PipelineRow[] {
  const { pipeline } = query;
  if (pipeline === null) return [];
  const subjects = matchSubjects(query, spans).flat();
  const groups = groupSubjects(subjects, pipeline.by);
  return groups
    .filter((group) => pipeline.having === null || fulfils(pipeline.having, group.subjects, options))
    .map(({ key, subjects: members }) => ({
      key,
      values: pipeline.aggregates.map((aggregate) => computeAggregate(aggregate, members, options)),
    }));
}

interface Group {
  readonly key: readonly (string | null)[];
  readonly subjects: readonly Subject[];
}

function groupSubjects(subjects: readonly Subject[], by: readonly Field[]): Group[] {
  if (by.length === 0) return [{ key: [], subjects }];
  const groups = Map.groupBy(subjects, (subject) => JSON.stringify(by.map((field) => keyOf(field, subject))));
  return Array.from(groups, ([key, members]) => ({ key: JSON.parse(key) as (string | null)[], subjects: members }));
}

function keyOf(field: Field, subject: Subject): string | null {
  const value = findSingleValue(field, subject);
  return value === undefined ? null : (textOfValue(value) ?? String(value));
}

function computeAggregate(
  aggregate: Aggregate,
  subjects: readonly Subject[],
  { rangeSeconds }: PipelineOptions,
): number | null {
  const { function: name, field, quantile } = aggregate;
  if (name === 'count') return countSubjects(field, subjects);
  if (name === 'rate') return countSubjects(field, subjects) / rangeSeconds;
  const numbers = subjects.flatMap((subject) => numberOf(field!, subject) ?? []);
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((total, one) => total + one, 0);
  switch (name) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / numbers.length;
    case 'min':
      return numbers.reduce((least, one) => Math.min(least, one));
    case 'max':
      return numbers.reduce((most, one) => Math.max(most, one));
    case 'quantile':
      return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * quantile!)];
  }
}

function countSubjects(field: Field | null, subjects: readonly Subject[]): number {
  return field === null ? subjects.length : subjects.filter((subject) => fieldExists(field, subject)).length;
}

function numberOf(field: Field, subject: Subject): number | undefined {
  const value = findSingleValue(field, subject);
  const number = value === undefined ? undefined : numberOfValue(value);
  return Number.isNaN(number) ? undefined : number;
}

function fulfils(
  { aggregate, operator, value }: HavingCondition,
  subjects: readonly Subject[],
  options: PipelineOptions,
) {
  const left = computeAggregate(aggregate, subjects, options);
  if (left === null) return false;
  const right = value.type === 'number' ? value.number : value.nanoseconds;
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
  }
}
