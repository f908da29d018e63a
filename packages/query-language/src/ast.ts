// The tree of a query, as the parser hands it out and as every consumer reads it: the compiler to SQL, the evaluator,
// the printer, editors. Values are already resolved against their field: a duration stands only beside `duration`, a status
// is one of three words, `k = *` and `k != null` have become `exists`. `docs/query-language.md` says what each node means.

/** Where a node stands in the text: offsets in UTF-16 units, `to` excluded. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** A whole query: which spans, and what to compute from them. */
export interface Query extends TextRange {
  readonly type: 'query';
  readonly spanset: Spanset;
  readonly pipeline: Pipeline | null;
}

/** Spans of one trace: those that a filter matches, or those that a relation of two sets leaves. */
export type Spanset = SpanFilter | SpanRelation;

/** `{ expression }`, or a query without braces. Without expression every span matches. */
export interface SpanFilter extends TextRange {
  readonly type: 'filter';
  readonly expression: Expression | null;
}

/**
 * Two sets of spans of the same trace.
 *
 * - `&&`: the spans of both, if both have one; otherwise none.
 * - `||`: the spans of both.
 * - `>`: spans of `right` whose parent is in `left`.
 * - `>>`: spans of `right` that have an ancestor in `left`.
 */
export interface SpanRelation extends TextRange {
  readonly type: 'relation';
  readonly operator: '&&' | '||' | '>' | '>>';
  readonly left: Spanset;
  readonly right: Spanset;
}

/** What one span must fulfil. Every expression is true or false, never unknown. */
export type Expression = AndExpression | OrExpression | NotExpression | Predicate;

/** All operands are true. At least two, none of them an `and`. */
export interface AndExpression extends TextRange {
  readonly type: 'and';
  readonly operands: readonly Expression[];
}

/** One operand is true. At least two, none of them an `or`. */
export interface OrExpression extends TextRange {
  readonly type: 'or';
  readonly operands: readonly Expression[];
}

/** The operand is false. */
export interface NotExpression extends TextRange {
  readonly type: 'not';
  readonly operand: Expression;
}

/** A statement about a span. With `negated`, exactly the opposite of the same node without. */
export type Predicate =
  | EqualPredicate
  | OrderPredicate
  | BetweenPredicate
  | InPredicate
  | MatchPredicate
  | ContainsPredicate
  | LikePredicate
  | ExistsPredicate
  | TextPredicate;

/** `field = value`, `field != value`. */
export interface EqualPredicate extends TextRange {
  readonly type: 'equal';
  readonly field: Field;
  readonly negated: boolean;
  readonly value: EqualityValue;
}

/** `field > value` and its like. */
export interface OrderPredicate extends TextRange {
  readonly type: 'order';
  readonly field: Field;
  readonly operator: OrderOperator;
  readonly value: OrderedValue;
}

/** An operator that orders. */
export type OrderOperator = '>' | '>=' | '<' | '<=';

/** `field [NOT] BETWEEN low AND high`, both included. Both values are of the same type. */
export interface BetweenPredicate extends TextRange {
  readonly type: 'between';
  readonly field: Field;
  readonly negated: boolean;
  readonly low: OrderedValue;
  readonly high: OrderedValue;
}

/** `field [NOT] IN (…)`: equal to one of them. At least one value. */
export interface InPredicate extends TextRange {
  readonly type: 'in';
  readonly field: Field;
  readonly negated: boolean;
  readonly values: readonly EqualityValue[];
}

/** `field =~ regex`, `field !~ regex`: RE2 syntax, found anywhere in the value, `.` matches line breaks. */
export interface MatchPredicate extends TextRange {
  readonly type: 'match';
  readonly field: Field;
  readonly negated: boolean;
  readonly regex: string;
}

/** `field [NOT] CONTAINS text`: a substring, whatever the case of ASCII letters. */
export interface ContainsPredicate extends TextRange {
  readonly type: 'contains';
  readonly field: Field;
  readonly negated: boolean;
  readonly text: string;
}

/** `field [NOT] LIKE pattern`: SQL's pattern over the whole value; `%` any text, `_` one character, `\` before either for itself. */
export interface LikePredicate extends TextRange {
  readonly type: 'like';
  readonly field: Field;
  readonly negated: boolean;
  /** `ILIKE`: the case of ASCII letters does not matter. */
  readonly ignoreCase: boolean;
  readonly pattern: string;
}

/** `field [NOT] EXISTS`. */
export interface ExistsPredicate extends TextRange {
  readonly type: 'exists';
  readonly field: Field;
  readonly negated: boolean;
}

/**
 * A word or quoted text alone: somewhere in the span's name, status message, an attribute of type string, or an event's name
 * stand the segments in this order with anything between them, whatever the case of ASCII letters.
 */
export interface TextPredicate extends TextRange {
  readonly type: 'text';
  readonly segments: readonly string[];
}

/** What can stand on the right of `=`. */
export type EqualityValue = TextValue | GlobValue | NumberValue | DurationValue | BooleanValue;

/** What can stand on the right of `>`. */
export type OrderedValue = TextValue | NumberValue | DurationValue;

/** Text, as it is to be compared. For `kind` and `status` one of their words; for ids lower case. */
export interface TextValue extends TextRange {
  readonly type: 'text';
  readonly text: string;
}

/**
 * Text with `*`, over the whole value, whatever the case of ASCII letters: the literal parts between the stars. `*BMC*` is
 * `['', 'BMC', '']`. At least two segments, never only empty ones.
 */
export interface GlobValue extends TextRange {
  readonly type: 'glob';
  readonly segments: readonly string[];
}

/** A finite number. `text` is how it was written, which is what string attributes are compared with. */
export interface NumberValue extends TextRange {
  readonly type: 'number';
  readonly number: number;
  readonly text: string;
}

/** A whole number of nanoseconds, from 0 to 2^53 − 1. Only beside `duration` and `traceDuration`. */
export interface DurationValue extends TextRange {
  readonly type: 'duration';
  readonly nanoseconds: number;
}

/** `true` or `false`. */
export interface BooleanValue extends TextRange {
  readonly type: 'boolean';
  readonly boolean: boolean;
}

/** What a predicate looks at. */
export type Field = IntrinsicField | AttributeField;

/** A field that every span has. */
export interface IntrinsicField extends TextRange {
  readonly type: 'intrinsic';
  readonly name: IntrinsicName;
}

/** The names of the fields that every span, its trace, its events or its links have. */
export type IntrinsicName =
  | 'serviceName'
  | 'name'
  | 'kind'
  | 'status'
  | 'statusMessage'
  | 'duration'
  | 'traceId'
  | 'spanId'
  | 'parentSpanId'
  | 'rootName'
  | 'rootService'
  | 'traceDuration'
  | 'spanCount'
  | 'errorCount'
  | 'event.name'
  | 'link.traceId'
  | 'link.spanId';

/** An attribute. */
export interface AttributeField extends TextRange {
  readonly type: 'attribute';
  readonly scope: AttributeScope;
  readonly key: string;
}

/**
 * Where the attribute is looked for. `baggage` `k` is the span's attribute `baggage.k`. `any` `k` is the first that is present
 * of span `k`, resource `k`, baggage `k`. `event` and `link` are those of all events and links.
 */
export type AttributeScope = 'any' | 'span' | 'resource' | 'baggage' | 'event' | 'link';

/** What is computed from the spans: one row for each group. */
export interface Pipeline extends TextRange {
  readonly type: 'pipeline';
  /** At least one. */
  readonly aggregates: readonly Aggregate[];
  /** Never of `event.` or `link.`. Empty: one group. */
  readonly by: readonly Field[];
  readonly having: HavingCondition | null;
}

/** `count()`, `p99(duration)`. */
export interface Aggregate extends TextRange {
  readonly type: 'aggregate';
  readonly function: AggregateFunction;
  /** From 0 to 1, both excluded; only for `quantile`. */
  readonly quantile: number | null;
  /** Never of `event.` or `link.`. `null` only for `count` and `rate`: the spans themselves. */
  readonly field: Field | null;
}

/** `quantile` is written `p50`, `p99.9`. */
export type AggregateFunction = 'count' | 'rate' | 'avg' | 'min' | 'max' | 'sum' | 'quantile';

/** `having count() > 5`. A duration only if the aggregate's field is one. */
export interface HavingCondition extends TextRange {
  readonly type: 'having';
  readonly aggregate: Aggregate;
  readonly operator: OrderOperator | '=' | '!=';
  readonly value: NumberValue | DurationValue;
}
