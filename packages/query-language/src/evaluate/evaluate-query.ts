// Answers a query from spans in memory, by the table in docs/query-language.md. Plain on purpose: the compiler to SQL is tested
// against it. It also decides for single spans, in live tail.
import type { Query, SpanRelation, Spanset } from '../ast.ts';
import type { QuerySpan } from '../query-span.ts';
import { compileExpression, type SubjectTest } from './compile-expression.ts';
import type { Subject } from './field-values.ts';
import { findChildren, findDescendants } from './relations.ts';
import { computeTraceFacts, groupByTrace } from './trace-facts.ts';

/** The spans of one trace that a query matches, at least one. */
export interface TraceMatch {
  readonly traceId: string;
  /** In the order in which they were given. */
  readonly spans: readonly QuerySpan[];
}

type Subjects = ReadonlySet<Subject>;
type SpansetTest = (trace: readonly Subject[]) => Subjects;

const compiled = new WeakMap<Query, SpansetTest>();

/**
 * The spans that a query matches, by trace, in the order in which traces and spans were given. What the query computes from
 * them is left to `evaluatePipeline`.
 */
export function evaluateQuery(query: Query, spans: Iterable<QuerySpan>): TraceMatch[] {
  return matchSubjects(query, spans).map((subjects) => ({
    traceId: subjects[0].span.traceId,
    spans: subjects.map(({ span }) => span),
  }));
}

/** Whether a query matches this span, taken as the only one of its trace. `findBeyondSpan` tells whether
 * that is the whole answer. */
export function matchesSpan(query: Query, span: QuerySpan): boolean {
  return matchSubjects(query, [span]).length > 0;
}

/** @internal What a query matches in each trace; no empty lists. */
export function matchSubjects(query: Query, spans: Iterable<QuerySpan>): Subject[][] {
  const test = getSpansetTest(query);
  const matches: Subject[][] = [];
  for (const members of groupByTrace(spans).values()) {
    const trace = computeTraceFacts(members);
    const subjects = members.map((span): Subject => ({ span, trace }));
    const matched = test(subjects);
    if (matched.size > 0) matches.push(subjects.filter((subject) => matched.has(subject)));
  }
  return matches;
}

function getSpansetTest(query: Query): SpansetTest {
  const known = compiled.get(query);
  if (known !== undefined) return known;
  const test = compileSpanset(query.spanset);
  compiled.set(query, test);
  return test;
}

function compileSpanset(spanset: Spanset): SpansetTest {
  if (spanset.type === 'relation') return compileRelation(spanset);
  const test: SubjectTest = spanset.expression === null ? () => true : compileExpression(spanset.expression);
  return (trace) => new Set(trace.filter(test));
}

function compileRelation({ operator, left, right }: SpanRelation): SpansetTest {
  const findLeft = compileSpanset(left);
  const findRight = compileSpanset(right);
  const relate = RELATIONS[operator];
  return (trace) => relate(findLeft(trace), findRight(trace), trace);
}

type Relate = (left: Subjects, right: Subjects, trace: readonly Subject[]) => Subjects;

const RELATIONS: Readonly<Record<SpanRelation['operator'], Relate>> = {
  '&&': (left, right) => (left.size > 0 && right.size > 0 ? union(left, right) : new Set()),
  '||': union,
  '>': findChildren,
  '>>': findDescendants,
};

function union(left: Subjects, right: Subjects): Subjects {
  return new Set([...left, ...right]);
}
