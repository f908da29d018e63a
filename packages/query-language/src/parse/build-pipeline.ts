// `| p99(duration), count() by serviceName having count() > 5`
import type { SyntaxNode } from '@lezer/common';
import type { Aggregate, AggregateFunction, Field, HavingCondition, Pipeline, TextRange } from '../ast.ts';
import { getFieldKind, isRepeatedField } from '../fields.ts';
import {
  Aggregate as AggregateTerm,
  Arguments,
  By,
  Field as FieldTerm,
  FunctionName,
  Grouping,
  Having,
  HavingKeyword,
  Operator,
  ValueText,
  ValueWord,
} from '../grammar/query-terms.ts';
import { QUERY_LIMITS } from '../limits.ts';
import { reportEmptyItems, reportMissing, reportUnclosedBracket } from './missing.ts';
import { findNearest } from './nearest.ts';
import type { Problems } from './problems.ts';
import { readField } from './read-field.ts';
import { readOperator } from './read-operator.ts';
import { readDuration, readNumber, readPlacedLiteral } from './read-value.ts';
import { childrenOf, findChild, isBroken, rangeOf } from './syntax.ts';

/** Functions by their names; quantiles are written `pN`. */
export const AGGREGATE_NAMES = ['count', 'rate', 'avg', 'min', 'max', 'sum'] as const;

const COMMON_QUANTILES = ['p50', 'p90', 'p95', 'p99'];
const OTHER_NAMES: Readonly<Record<string, string>> = { mean: 'avg', average: 'avg', median: 'p50', total: 'sum' };

/** The pipeline that a node writes. */
export function buildPipeline(problems: Problems, node: SyntaxNode): Pipeline | undefined {
  const nodes = childrenOf(node).filter((child) => child.type.id === AggregateTerm);
  if (nodes.length === 0)
    return reportMissing(problems, { from: node.from, to: node.from + 1 }, 'an aggregate: count()');
  reportEmptyItems(problems, node);
  checkCount(problems, nodes, { limit: QUERY_LIMITS.aggregates, what: 'aggregates' });
  const aggregates = nodes.flatMap((one) => buildAggregate(problems, one) ?? []);
  const by = buildGrouping(problems, findChild(node, Grouping));
  const having = buildHaving(problems, findChild(node, Having));
  if (aggregates.length < nodes.length || by === undefined || having === undefined) return undefined;
  return { type: 'pipeline', aggregates, by, having, ...rangeOf(node) };
}

function buildAggregate(problems: Problems, node: SyntaxNode): Aggregate | undefined {
  if (isBroken(node)) return undefined;
  const name = findChild(node, FunctionName)!;
  const signature = readFunction(problems, name);
  const list = findChild(node, Arguments);
  if (list !== undefined) reportUnclosedBracket(problems, list, ')');
  const fieldNode = list && findChild(list, FieldTerm);
  const field = fieldNode ? readFieldNode(problems, fieldNode) : defaultField(signature?.function, rangeOf(node));
  if (signature === undefined || field === undefined) return undefined;
  if (field !== null && !checkAggregated(problems, signature.function, field)) return undefined;
  return { type: 'aggregate', ...signature, field, ...rangeOf(node) };
}

function readFunction(problems: Problems, node: SyntaxNode): Pick<Aggregate, 'function' | 'quantile'> | undefined {
  const name = problems.quote(node).toLowerCase();
  const known = AGGREGATE_NAMES.find((one) => one === name);
  if (known !== undefined) return { function: known, quantile: null };
  const [, digits] = /^p([0-9]{1,2}(?:\.[0-9]{1,3})?)$/.exec(name) ?? [];
  if (Number(digits) > 0) return { function: 'quantile', quantile: Number(`${digits}e-2`) };
  const candidates = [...AGGREGATE_NAMES, ...COMMON_QUANTILES];
  return problems.add('TL_QUERY_AGGREGATE', node, {
    cannot: 'read the aggregate',
    got: problems.quote(node),
    need: `one of ${AGGREGATE_NAMES.join(', ')}, p50 … p99.999`,
    suggestion: OTHER_NAMES[name] ?? findNearest(name, candidates, ({ length }) => (length > 3 ? 2 : 1)),
  });
}

function defaultField(name: AggregateFunction | undefined, range: TextRange): Field | null {
  return name === 'count' || name === 'rate' ? null : { type: 'intrinsic', name: 'duration', ...range };
}

function checkAggregated(problems: Problems, name: AggregateFunction, field: Field): boolean {
  if (!checkNotRepeated(problems, field)) return false;
  const kind = getFieldKind(field);
  const hasNumbers = kind === 'duration' || kind === 'number' || kind === 'attribute';
  if (hasNumbers || name === 'count' || name === 'rate') return true;
  problems.add('TL_QUERY_FIELD', field, {
    cannot: 'compute with the field',
    got: problems.quote(field),
    need: 'a field with numbers: duration, traceDuration, spanCount, errorCount or an attribute',
  });
  return false;
}

function checkNotRepeated(problems: Problems, field: Field): boolean {
  if (!isRepeatedField(field)) return true;
  problems.add('TL_QUERY_FIELD', field, {
    cannot: 'compute with the field',
    got: problems.quote(field),
    need: 'a field that a span has once, not one of its events or links',
  });
  return false;
}

function buildGrouping(problems: Problems, node: SyntaxNode | undefined): readonly Field[] | undefined {
  if (node === undefined) return [];
  const nodes = childrenOf(node).filter((child) => child.type.id === FieldTerm);
  if (nodes.length === 0) return reportMissing(problems, findChild(node, By) ?? node, 'a field');
  reportEmptyItems(problems, node);
  reportUnclosedBracket(problems, node, ')');
  checkCount(problems, nodes, { limit: QUERY_LIMITS.groupFields, what: 'fields behind by' });
  const fields = nodes.flatMap((one) => readFieldNode(problems, one) ?? []);
  const isGood = fields.filter((field) => checkNotRepeated(problems, field)).length === nodes.length;
  return isGood ? fields : undefined;
}

function readFieldNode(problems: Problems, node: SyntaxNode): Field | undefined {
  return isBroken(node) ? undefined : readField(problems, node);
}

function buildHaving(problems: Problems, node: SyntaxNode | undefined): HavingCondition | null | undefined {
  if (node === undefined) return null;
  if (isBroken(node)) return undefined;
  const aggregateNode = findChild(node, AggregateTerm);
  if (aggregateNode === undefined)
    return reportMissing(problems, findChild(node, HavingKeyword)!, 'an aggregate: count()');
  const aggregate = buildAggregate(problems, aggregateNode);
  const operatorNode = findChild(node, Operator);
  if (operatorNode === undefined) return reportMissing(problems, aggregateNode, 'an operator and a number');
  const operator = readHavingOperator(problems, operatorNode);
  const valueNode = findChild(node, ValueWord, ValueText);
  if (valueNode === undefined) return reportMissing(problems, operatorNode, 'a value');
  const value = aggregate && readHavingValue(problems, aggregate, valueNode);
  return aggregate && operator && value && { type: 'having', aggregate, operator, value, ...rangeOf(node) };
}

function readHavingOperator(problems: Problems, node: SyntaxNode): HavingCondition['operator'] | undefined {
  const operator = readOperator(problems, node);
  if (operator !== '=~' && operator !== '!~') return operator;
  return problems.add('TL_QUERY_OPERATOR', node, {
    cannot: 'compare the aggregate',
    got: operator,
    need: 'one of =, !=, >, >=, <, <=',
  });
}

function readHavingValue(problems: Problems, { function: name, field }: Aggregate, node: SyntaxNode) {
  const literal = readPlacedLiteral(problems, node);
  if (literal === undefined) return undefined;
  const isDuration = field !== null && getFieldKind(field) === 'duration' && name !== 'count' && name !== 'rate';
  return isDuration ? readDuration(problems, literal) : readNumber(problems, literal);
}

function checkCount(
  problems: Problems,
  nodes: readonly SyntaxNode[],
  { limit, what }: { readonly limit: number; readonly what: string },
): void {
  if (nodes.length <= limit) return;
  problems.add('TL_QUERY_LIMIT', nodes[limit], {
    cannot: 'take the query',
    got: `${nodes.length} ${what}`,
    need: `at most ${limit}`,
  });
}
