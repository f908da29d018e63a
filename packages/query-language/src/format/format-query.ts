// The one way in which a query is written. Reading it again gives the same tree, positions apart.
import type {
  Aggregate,
  EqualityValue,
  Expression,
  Field,
  OrderedValue,
  Pipeline,
  Predicate,
  Query,
  SpanRelation,
  Spanset,
} from '../ast.ts';
import { formatDuration } from '../parse/duration.ts';
import { formatGlob, formatRaw, formatText, isKeyword } from '../parse/literal.ts';
import { Problems } from '../parse/problems.ts';
import { readField } from '../parse/read-field.ts';

const PRECEDENCE: Readonly<Record<SpanRelation['operator'], number>> = { '||': 1, '&&': 2, '>': 3, '>>': 3 };
const FILTER_PRECEDENCE = 4;

/**
 * The canonical text of a query. It may be longer than what was parsed, so that of a query near the length limit may be over it.
 *
 * @example formatQuery(parseQuery('service:api and duration>1000ms')) // 'serviceName = api AND duration > 1s'
 */
export function formatQuery({ spanset, pipeline }: Query): string {
  const isPlain = spanset.type === 'filter' && spanset.expression !== null;
  const spans = isPlain ? formatExpression(spanset.expression) : formatSpanset(spanset);
  return pipeline === null ? spans : `${spans} ${formatPipeline(pipeline)}`;
}

function formatSpanset(spanset: Spanset): string {
  if (spanset.type === 'filter') return `{${spanset.expression === null ? '' : formatExpression(spanset.expression)}}`;
  const own = PRECEDENCE[spanset.operator];
  const left = parenthesize(formatSpanset(spanset.left), precedenceOf(spanset.left) < own);
  const right = parenthesize(formatSpanset(spanset.right), precedenceOf(spanset.right) <= own);
  return `${left} ${spanset.operator} ${right}`;
}

function precedenceOf(spanset: Spanset): number {
  return spanset.type === 'filter' ? FILTER_PRECEDENCE : PRECEDENCE[spanset.operator];
}

function formatExpression(expression: Expression): string {
  switch (expression.type) {
    case 'or':
      return expression.operands.map(formatExpression).join(' OR ');
    case 'and':
      return expression.operands.map((one) => parenthesize(formatExpression(one), one.type === 'or')).join(' AND ');
    case 'not': {
      const { operand } = expression;
      return `NOT ${parenthesize(formatExpression(operand), operand.type === 'or' || operand.type === 'and')}`;
    }
    default:
      return formatPredicate(expression);
  }
}

function parenthesize(text: string, isNeeded: boolean): string {
  return isNeeded ? `(${text})` : text;
}

function formatPredicate(predicate: Predicate): string {
  if (predicate.type === 'text') return formatSearch(predicate.segments);
  const field = formatField(predicate.field);
  if (predicate.type === 'order') return `${field} ${predicate.operator} ${formatValue(predicate.value)}`;
  if (predicate.type === 'equal') return `${field} ${predicate.negated ? '!=' : '='} ${formatValue(predicate.value)}`;
  if (predicate.type === 'match') return `${field} ${predicate.negated ? '!~' : '=~'} ${formatRaw(predicate.regex)}`;
  return `${field}${predicate.negated ? ' NOT' : ''} ${formatWordOperator(predicate)}`;
}

type WordPredicate = Exclude<Predicate, { type: 'text' | 'order' | 'equal' | 'match' }>;

function formatWordOperator(predicate: WordPredicate): string {
  switch (predicate.type) {
    case 'exists':
      return 'EXISTS';
    case 'in':
      return `IN (${predicate.values.map(formatValue).join(', ')})`;
    case 'between':
      return `BETWEEN ${formatValue(predicate.low)} AND ${formatValue(predicate.high)}`;
    case 'contains':
      return `CONTAINS ${formatText(predicate.text)}`;
    case 'like':
      return `${predicate.ignoreCase ? 'ILIKE' : 'LIKE'} ${formatRaw(predicate.pattern)}`;
  }
}

function formatSearch(segments: readonly string[]): string {
  const plain = segments.join('*');
  const isPlain =
    /^[\w./-]+(?:\*[\w./-]+)*$/.test(plain) && !isKeyword(plain) && !segments.some((one) => one.includes('*'));
  return isPlain ? plain : formatGlob(segments, 'quoted');
}

function formatValue(value: EqualityValue | OrderedValue): string {
  switch (value.type) {
    case 'text':
      return formatText(value.text);
    case 'glob':
      return formatGlob(value.segments);
    case 'number':
      return value.text;
    case 'duration':
      return formatDuration(value.nanoseconds);
    case 'boolean':
      return String(value.boolean);
  }
}

/** How a field is written: without quotes wherever that means the same. */
export function formatField(field: Field): string {
  if (field.type === 'intrinsic') return field.name;
  const prefix = field.scope === 'any' ? '' : `${field.scope}.`;
  const plain = prefix + field.key;
  return isReadAs(plain, field) ? plain : prefix + formatText(field.key, 'quoted');
}

function isReadAs(plain: string, field: Field): boolean {
  // Beside a boolean, `error` is the status.
  if (/["']/.test(plain) || isKeyword(plain) || plain === 'error') return false;
  const read = readField(new Problems(plain), { from: 0, to: plain.length });
  return (
    read?.type === 'attribute' && field.type === 'attribute' && read.scope === field.scope && read.key === field.key
  );
}

function formatPipeline({ aggregates, by, having }: Pipeline): string {
  const parts = [`| ${aggregates.map(formatAggregate).join(', ')}`];
  if (by.length > 0) parts.push(`by ${by.map(formatField).join(', ')}`);
  if (having !== null)
    parts.push(`having ${formatAggregate(having.aggregate)} ${having.operator} ${formatValue(having.value)}`);
  return parts.join(' ');
}

/** How an aggregate is written: `p99(duration)`. */
export function formatAggregate({ function: name, quantile, field }: Aggregate): string {
  const word = name === 'quantile' ? `p${Number(((quantile ?? 0) * 100).toFixed(3))}` : name;
  return `${word}(${field === null ? '' : formatField(field)})`;
}
