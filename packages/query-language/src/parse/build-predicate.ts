// A predicate's syntax → its node. `undefined` where something is wrong, which has then been reported.
import type { SyntaxNode } from '@lezer/common';
import type {
  EqualityValue,
  Field,
  IntrinsicField,
  OrderedValue,
  OrderOperator,
  Predicate,
  TextRange,
} from '../ast.ts';
import { getFieldKind } from '../fields.ts';
import {
  And,
  Between,
  Comparison,
  Containment,
  Existence,
  Field as FieldTerm,
  FreeText,
  Interval,
  Like,
  Likeness,
  Membership,
  NotOperator,
  Operator,
  ValueList,
  ValueText,
  ValueWord,
} from '../grammar/query-terms.ts';
import { checkLikePattern, checkRegex } from './check-pattern.ts';
import { reportEmptyItems, reportMissing, reportUnclosedBracket } from './missing.ts';
import type { Problems } from './problems.ts';
import { type ComparisonOperator, readOperator } from './read-operator.ts';
import { readField } from './read-field.ts';
import { type PlacedLiteral, readEqualityValue, readOrderedValue, readPlacedLiteral, textOf } from './read-value.ts';
import { childrenOf, findChild, isBroken, rangeOf } from './syntax.ts';

type Builder = (problems: Problems, node: SyntaxNode) => Predicate | undefined;

const BUILDERS: ReadonlyMap<number, Builder> = new Map([
  [Comparison, buildComparison],
  [Membership, buildMembership],
  [Existence, buildExistence],
  [Containment, buildContainment],
  [Likeness, buildLikeness],
  [Interval, buildInterval],
  [FreeText, buildFreeText],
]);

/** The predicate that a node writes. */
export function buildPredicate(problems: Problems, node: SyntaxNode): Predicate | undefined {
  return isBroken(node) ? undefined : BUILDERS.get(node.type.id)?.(problems, node);
}

function buildComparison(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const operator = readOperator(problems, findChild(node, Operator)!);
  const literal = readOnlyValue(problems, node);
  if (operator === undefined || literal === undefined) return undefined;
  const status = readErrorAlias(problems, node, { operator, literal });
  if (status !== undefined) return status;
  const field = readFieldOf(problems, node);
  if (field === undefined || !checkOperator(problems, node, { field, operator })) return undefined;
  if (operator === '=~' || operator === '!~') return buildMatch(problems, node, { field, operator, literal });
  if (operator === '=' || operator === '!=') return buildEqual(problems, node, { field, operator, literal });
  const value = readOrderedValue(problems, field, literal);
  return value && { type: 'order', field, operator: operator as OrderOperator, value, ...rangeOf(node) };
}

interface ComparisonParts {
  readonly field: Field;
  readonly operator: ComparisonOperator;
  readonly literal: PlacedLiteral;
}

function buildEqual(problems: Problems, node: SyntaxNode, parts: ComparisonParts): Predicate | undefined {
  const { field, literal } = parts;
  const negated = parts.operator === '!=';
  const value = readEqualityValue(problems, field, literal);
  if (value === undefined) return undefined;
  if (typeof value === 'object') return { type: 'equal', field, negated, value, ...rangeOf(node) };
  return { type: 'exists', field, negated: (value === 'absent') !== negated, ...rangeOf(node) };
}

function buildMatch(problems: Problems, node: SyntaxNode, parts: ComparisonParts): Predicate | undefined {
  const regex = parts.literal.raw;
  if (!checkRegex(problems, parts.literal)) return undefined;
  return { type: 'match', field: parts.field, negated: parts.operator === '!~', regex, ...rangeOf(node) };
}

/** `error = true`, as Jaeger and others have it, is the status. */
function readErrorAlias(
  problems: Problems,
  node: SyntaxNode,
  { operator, literal }: Omit<ComparisonParts, 'field'>,
): Predicate | undefined {
  const name = rangeOf(findChild(node, FieldTerm)!);
  const isBoolean = !literal.quoted && /^(true|false)$/i.test(literal.raw);
  if (problems.quote(name) !== 'error' || !isBoolean || (operator !== '=' && operator !== '!=')) return undefined;
  const field: IntrinsicField = { type: 'intrinsic', name: 'status', ...name };
  const value: EqualityValue = { type: 'text', text: 'error', ...rangeOf(literal) };
  return { type: 'equal', field, negated: (operator === '!=') === /^t/i.test(literal.raw), value, ...rangeOf(node) };
}

function checkOperator(problems: Problems, node: SyntaxNode, parts: Omit<ComparisonParts, 'literal'>): boolean {
  const range = findChild(node, Operator)!;
  const { field, operator } = parts;
  if (operator === '=' || operator === '!=') return true;
  const isMatch = operator === '=~' || operator === '!~';
  return isMatch ? checkTextual(problems, range, field) : checkOrdered(problems, range, field);
}

function checkOrdered(problems: Problems, range: TextRange, field: Field): boolean {
  const kind = getFieldKind(field);
  if (kind !== 'kind' && kind !== 'status') return true;
  problems.add('TL_QUERY_OPERATOR', range, {
    cannot: `compare ${problems.quote(field)}`,
    got: problems.quote(range),
    need: '=, !=, IN or =~: it has no order',
  });
  return false;
}

function checkTextual(problems: Problems, range: TextRange, field: Field): boolean {
  const kind = getFieldKind(field);
  if (kind !== 'duration' && kind !== 'number') return true;
  problems.add('TL_QUERY_OPERATOR', range, {
    cannot: `compare ${problems.quote(field)}`,
    got: problems.quote(range),
    need: 'an operator for numbers: =, !=, >, >=, <, <=, IN or BETWEEN',
  });
  return false;
}

function buildMembership(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const field = readFieldOf(problems, node);
  const list = findChild(node, ValueList);
  if (list === undefined) return reportMissing(problems, node, 'a list in parentheses: (a, b)');
  const literals = childrenOf(list).filter(isValue);
  if (literals.length === 0) return reportMissing(problems, { from: list.from, to: list.from + 1 }, 'a value');
  reportEmptyItems(problems, list);
  reportUnclosedBracket(problems, list, ')');
  const values = literals.map((item) => field && readListItem(problems, field, item));
  if (field === undefined || !values.every((value) => value !== undefined)) return undefined;
  return { type: 'in', field, negated: isNegated(node), values, ...rangeOf(node) };
}

function readListItem(problems: Problems, field: Field, node: SyntaxNode): EqualityValue | undefined {
  const literal = readPlacedLiteral(problems, node);
  const value = literal && readEqualityValue(problems, field, literal);
  if (typeof value !== 'string') return value;
  return problems.add('TL_QUERY_VALUE', node, {
    cannot: 'read the list',
    got: problems.quote(node),
    need: `values; whether ${problems.quote(field)} is there is asked by EXISTS`,
  });
}

function buildExistence(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const field = readFieldOf(problems, node);
  return field && { type: 'exists', field, negated: isNegated(node), ...rangeOf(node) };
}

function buildContainment(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const textual = readTextual(problems, node);
  return textual && { type: 'contains', ...textual.common, text: textOf(textual.literal) };
}

function buildLikeness(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const textual = readTextual(problems, node);
  if (textual === undefined || !checkLikePattern(problems, textual.literal)) return undefined;
  const ignoreCase = /^i/i.test(problems.quote(findChild(node, Like)!));
  return { type: 'like', ...textual.common, ignoreCase, pattern: textual.literal.raw };
}

/** What CONTAINS and LIKE share. */
function readTextual(problems: Problems, node: SyntaxNode) {
  const field = readFieldOf(problems, node);
  const literal = readOnlyValue(problems, node);
  if (field === undefined || literal === undefined) return undefined;
  const operator = childrenOf(node).findLast((child) => child.name === 'Keyword')!;
  if (!checkTextual(problems, operator, field)) return undefined;
  return { common: { field, negated: isNegated(node), ...rangeOf(node) }, literal };
}

function buildInterval(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const field = readFieldOf(problems, node);
  const nodes = childrenOf(node).filter(isValue);
  if (nodes.length < 2 || findChild(node, And) === undefined)
    return reportMissing(problems, node, 'two values: BETWEEN low AND high');
  if (field === undefined || !checkOrdered(problems, findChild(node, Between)!, field)) return undefined;
  const [low, high] = nodes.map((one) => readBound(problems, field, one));
  if (low === undefined || high === undefined) return undefined;
  if (low.type === high.type) return { type: 'between', field, negated: isNegated(node), low, high, ...rangeOf(node) };
  return problems.add('TL_QUERY_VALUE', high, {
    cannot: 'compare with the range',
    got: `${problems.quote(low)} and ${problems.quote(high)}`,
    need: 'two numbers or two texts',
  });
}

function readBound(problems: Problems, field: Field, node: SyntaxNode): OrderedValue | undefined {
  const literal = readPlacedLiteral(problems, node);
  return literal && readOrderedValue(problems, field, literal);
}

function buildFreeText(problems: Problems, node: SyntaxNode): Predicate | undefined {
  const isQuotedField = /^[^"'].*["']/s.test(problems.text.slice(node.from, node.to));
  if (isQuotedField) return readField(problems, node) && reportMissing(problems, node, 'an operator and a value');
  const literal = readPlacedLiteral(problems, node);
  if (literal === undefined) return undefined;
  const segments = literal.segments.filter((segment) => segment !== '');
  return { type: 'text', segments: segments.length === 0 ? [''] : segments, ...rangeOf(node) };
}

function readFieldOf(problems: Problems, node: SyntaxNode): Field | undefined {
  const field = findChild(node, FieldTerm);
  return field === undefined || isBroken(field) ? undefined : readField(problems, field);
}

function readOnlyValue(problems: Problems, node: SyntaxNode): PlacedLiteral | undefined {
  const value = childrenOf(node).find(isValue);
  return value === undefined ? reportMissing(problems, node, 'a value') : readPlacedLiteral(problems, value);
}

function isNegated(node: SyntaxNode): boolean {
  return findChild(node, NotOperator) !== undefined;
}

function isValue(node: SyntaxNode): boolean {
  return node.type.id === ValueWord || node.type.id === ValueText;
}
