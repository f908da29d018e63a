// The syntax tree of a query → its nodes. Everything that is wrong is reported; what is left of a broken part is left out.
import type { SyntaxNode } from '@lezer/common';
import type { Expression, Query, SpanFilter, SpanRelation, Spanset, TextRange } from '../ast.ts';
import {
  And,
  Conjunction,
  Descendant,
  Disjunction,
  Group,
  Negation,
  Not,
  Or,
  Pipeline as PipelineTerm,
  SpanFilter as SpanFilterTerm,
  SpanRelation as SpanRelationTerm,
  SpansetGroup,
} from '../grammar/query-terms.ts';
import { QUERY_LIMITS } from '../limits.ts';
import { buildPipeline } from './build-pipeline.ts';
import { buildPredicate } from './build-predicate.ts';
import { reportMissing, reportUnclosedBracket } from './missing.ts';
import type { Problems } from './problems.ts';
import { childrenOf, rangeOf } from './syntax.ts';

const SPANSETS: ReadonlySet<number> = new Set([SpanFilterTerm, SpanRelationTerm, SpansetGroup]);
const LOGIC: ReadonlySet<number> = new Set([And, Or, Not]);

/** Builds one query, and counts what its limits are about. */
export class QueryBuilder {
  readonly #problems: Problems;
  #predicates = 0;
  #spansets = 0;
  #isTooLarge = false;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** The query below the top node. Of use only if no problem has been reported. */
  build(top: SyntaxNode): Query {
    const [first, ...rest] = childrenOf(top);
    const range = { from: 0, to: this.#problems.text.length };
    const hasCondition = first !== undefined && first.type.id !== PipelineTerm;
    const pipelines = hasCondition ? rest : first === undefined ? [] : [first, ...rest];
    const spanset = hasCondition ? this.#buildTop(first) : everySpan({ from: 0, to: 0 });
    return { type: 'query', spanset: spanset ?? everySpan(range), pipeline: this.#buildPipelines(pipelines), ...range };
  }

  #buildPipelines([first, second]: readonly SyntaxNode[]) {
    if (second !== undefined)
      this.#problems.add('TL_QUERY_SYNTAX', second, {
        cannot: 'compute from computed numbers',
        got: 'a second |',
        need: 'one |, with aggregates separated by commas',
      });
    return first === undefined ? null : (buildPipeline(this.#problems, first) ?? null);
  }

  #buildTop(node: SyntaxNode): Spanset | undefined {
    if (SPANSETS.has(node.type.id)) return this.#buildSpanset(node, 0);
    const expression = this.#buildExpression(node, 0);
    return expression && { type: 'filter', expression, ...rangeOf(node) };
  }

  #buildSpanset(node: SyntaxNode, depth: number): Spanset | undefined {
    if (!this.#checkDepth(node, depth)) return undefined;
    if (node.type.id === SpanFilterTerm) return this.#buildFilter(node);
    if (node.type.id === SpanRelationTerm) return this.#buildRelation(node, depth);
    reportUnclosedBracket(this.#problems, node, ')');
    const inner = childrenOf(node).find((child) => SPANSETS.has(child.type.id));
    return inner && this.#buildSpanset(inner, depth + 1);
  }

  #buildFilter(node: SyntaxNode): SpanFilter | undefined {
    this.#spansets++;
    this.#checkCount(node, { count: this.#spansets, limit: QUERY_LIMITS.spansets, what: 'pairs of braces' });
    reportUnclosedBracket(this.#problems, node, '}');
    const inner = childrenOf(node).find((child) => child.name !== '{' && child.name !== '}');
    if (inner === undefined) return everySpan(node);
    const expression = this.#buildExpression(inner, 0);
    return expression && { type: 'filter', expression, ...rangeOf(node) };
  }

  #buildRelation(node: SyntaxNode, depth: number): SpanRelation | undefined {
    const children = childrenOf(node);
    const sets = children.filter((child) => SPANSETS.has(child.type.id));
    const operator = children.find((child) => !SPANSETS.has(child.type.id));
    if (sets.length < 2 || operator === undefined) return undefined;
    // A chain leans to the left and is no nesting that anybody wrote; the number of sets bounds it.
    const left = this.#buildSpanset(sets[0], depth);
    const right = this.#buildSpanset(sets[1], depth);
    return left && right && { type: 'relation', operator: relationOf(operator), left, right, ...rangeOf(node) };
  }

  #buildExpression(node: SyntaxNode, depth: number): Expression | undefined {
    if (!this.#checkDepth(node, depth)) return undefined;
    switch (node.type.id) {
      case Conjunction:
        return this.#buildOperands(node, 'and', depth);
      case Disjunction:
        return this.#buildOperands(node, 'or', depth);
      case Negation:
        return this.#buildNegation(node, depth);
      case Group:
        return this.#buildGroup(node, depth);
      default:
        return this.#buildPredicate(node);
    }
  }

  #buildOperands(node: SyntaxNode, type: 'and' | 'or', depth: number): Expression | undefined {
    const children = childrenOf(node);
    for (const [index, child] of children.entries()) {
      const next = children[index + 1];
      if (isAndOr(child) && (next === undefined || isAndOr(next))) this.#reportMissingCondition(child);
    }
    const operands = children
      .filter((child) => !LOGIC.has(child.type.id))
      .flatMap((child) => this.#buildExpression(child, depth) ?? [])
      .flatMap((operand) => (operand.type === type ? operand.operands : [operand]));
    return operands.length < 2 ? operands[0] : { type, operands, ...rangeOf(node) };
  }

  #buildNegation(node: SyntaxNode, depth: number): Expression | undefined {
    const operand = childrenOf(node).find((child) => child.type.id !== Not);
    if (operand === undefined) return this.#reportMissingCondition(node);
    const expression = this.#buildExpression(operand, depth + 1);
    return expression && { type: 'not', operand: expression, ...rangeOf(node) };
  }

  #buildGroup(node: SyntaxNode, depth: number): Expression | undefined {
    reportUnclosedBracket(this.#problems, node, ')');
    const inner = childrenOf(node).find((child) => child.name !== '(' && child.name !== ')');
    if (inner !== undefined) return this.#buildExpression(inner, depth + 1);
    return this.#reportMissingCondition({ from: node.from, to: node.from + 1 });
  }

  #buildPredicate(node: SyntaxNode): Expression | undefined {
    this.#predicates++;
    const isFew = this.#checkCount(node, {
      count: this.#predicates,
      limit: QUERY_LIMITS.predicates,
      what: 'conditions',
    });
    return isFew ? buildPredicate(this.#problems, node) : undefined;
  }

  #reportMissingCondition(range: TextRange): undefined {
    return reportMissing(this.#problems, rangeOf(range), 'a condition');
  }

  #checkDepth(node: SyntaxNode, depth: number): boolean {
    return this.#checkCount(node, { count: depth, limit: QUERY_LIMITS.nesting, what: 'levels of nesting' });
  }

  #checkCount(range: TextRange, { count, limit, what }: { count: number; limit: number; what: string }): boolean {
    if (count <= limit) return !this.#isTooLarge;
    if (!this.#isTooLarge)
      this.#problems.add('TL_QUERY_LIMIT', rangeOf(range), {
        cannot: 'take the query',
        got: `more than ${limit} ${what}`,
        need: `at most ${limit}`,
      });
    this.#isTooLarge = true;
    return false;
  }
}

function everySpan({ from, to }: TextRange): SpanFilter {
  return { type: 'filter', expression: null, from, to };
}

function isAndOr({ type }: SyntaxNode): boolean {
  return type.id === And || type.id === Or;
}

function relationOf({ type }: SyntaxNode): SpanRelation['operator'] {
  if (type.id === And) return '&&';
  if (type.id === Or) return '||';
  return type.id === Descendant ? '>>' : '>';
}
