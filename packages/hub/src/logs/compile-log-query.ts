// Queries about log records: the query language with the fields that records have (docs/query-language.md, "Log records").
import { parseQuery } from '@throughline/query-language';
import type { AttributeField, Expression, Field, IntrinsicField, Predicate } from '@throughline/query-language';
import { AttributeCompiler } from '../query/compile/attribute-condition.ts';
import { compileConnectives, fieldPredicatesOf } from '../query/compile/connectives.ts';
import type { FieldPredicate } from '../query/compile/connectives.ts';
import { fetchIndexFacts } from '../query/compile/index-facts.ts';
import type { IndexFacts } from '../query/compile/index-facts.ts';
import { all, any, SqlParameters, TRUE } from '../query/compile/sql.ts';
import type { AttributePredicate } from '../query/compile/stored-attributes.ts';
import { compileValueTest, containsSegments } from '../query/compile/value-test.ts';
import type { Engine } from '../store/engine.ts';
import { createQueryError } from '../query-error.ts';
import { SeverityCompiler } from './severity-condition.ts';

/** A condition on rows of `logs`. */
export interface LogCondition {
  readonly condition: string;
  readonly parameters: SqlParameters;
}

const INTRINSIC_COLUMNS: Readonly<Record<string, string>> = {
  serviceName: 'service',
  traceId: 'trace_id',
  spanId: 'span_id',
  'event.name': 'event_name',
};

/** Fields of records alone. In quotes they are attributes. */
const LOG_COLUMNS: Readonly<Record<string, string>> = {
  severity: 'severity_number',
  severityText: 'severity_text',
  body: 'body',
};

/**
 * Reads and compiles a query about log records.
 *
 * @throws QueryError with the place of what is wrong, or has no meaning for a log record.
 */
export async function compileLogQuery(engine: Engine, text: string): Promise<LogCondition> {
  const { spanset, pipeline } = parseQuery(text);
  if (pipeline !== null)
    throw createQueryError(text, pipeline, {
      code: 'TL_QUERY_SYNTAX',
      message: 'cannot compute numbers from log records: got |, need conditions only',
    });
  if (spanset.type === 'relation')
    throw createQueryError(text, spanset, {
      code: 'TL_QUERY_SYNTAX',
      message: `cannot relate log records: got ${spanset.operator}, need conditions about one record`,
    });
  const parameters = new SqlParameters();
  if (spanset.expression === null) return { condition: TRUE, parameters };
  checkFields(text, spanset.expression);
  const facts = await fetchFacts(engine, text, spanset.expression);
  return { condition: new LogCompiler(text, parameters, facts).compile(spanset.expression), parameters };
}

class LogCompiler {
  readonly #text: string;
  readonly #parameters: SqlParameters;
  readonly #attributes: AttributeCompiler;
  readonly #severities: SeverityCompiler;

  constructor(text: string, parameters: SqlParameters, facts: IndexFacts) {
    this.#text = text;
    this.#parameters = parameters;
    this.#attributes = new AttributeCompiler(parameters, facts);
    this.#severities = new SeverityCompiler(text, parameters);
  }

  compile(expression: Expression): string {
    return compileConnectives(expression, (predicate) => this.#compilePredicate(predicate));
  }

  #compilePredicate(predicate: Predicate): string {
    if (predicate.type === 'text') return this.#compileText(predicate.segments);
    const column = findColumn(this.#text, predicate.field);
    if (column === undefined) return this.#compileAttribute(predicate);
    if (column === 'severity_number') return this.#severities.compile(predicate);
    if (predicate.type === 'exists') return `${column} != ''`;
    const test = compileValueTest(predicate, this.#parameters);
    return column === 'body' ? any(test.text('body'), all('body_is_json', test.scalar('body'))) : test.text(column);
  }

  #compileAttribute(predicate: FieldPredicate): string {
    if (predicate.type === 'exists') return this.#attributes.compileExists(predicate.field as AttributeField);
    return this.#attributes.compile(predicate as AttributePredicate);
  }

  #compileText(segments: readonly string[]): string {
    const test = containsSegments(segments, this.#parameters);
    return any(test('body'), test('event_name'), `arrayExists(v -> ${test('v')}, mapValues(attrs))`);
  }
}

function findColumn(text: string, field: Field): string | undefined {
  if (field.type === 'intrinsic') return INTRINSIC_COLUMNS[field.name];
  const isPlain = field.scope === 'any' && !/["']/.test(text.slice(field.from, field.to));
  return isPlain && Object.hasOwn(LOG_COLUMNS, field.key) ? LOG_COLUMNS[field.key] : undefined;
}

function checkFields(text: string, expression: Expression): void {
  for (const { field } of fieldPredicatesOf(expression)) {
    if (field.type === 'intrinsic' ? !Object.hasOwn(INTRINSIC_COLUMNS, field.name) : isOfEvents(field))
      throw refuseField(text, field);
  }
}

function isOfEvents({ scope }: AttributeField): boolean {
  return scope === 'event' || scope === 'link';
}

function refuseField(text: string, field: IntrinsicField | AttributeField): Error {
  const got = text.slice(field.from, field.to);
  const fields = [...Object.keys(INTRINSIC_COLUMNS), ...Object.keys(LOG_COLUMNS)].join(', ');
  const suggestion = field.type === 'intrinsic' ? `"${field.name}"` : undefined;
  const hint = suggestion === undefined ? '' : `; an attribute of this name is written ${suggestion}`;
  return createQueryError(text, field, {
    code: 'TL_QUERY_FIELD',
    message: `cannot read the field of a log record: got ${got}, need an attribute or one of ${fields}${hint}`,
    suggestion,
  });
}

function fetchFacts(engine: Engine, text: string, expression: Expression): Promise<IndexFacts> {
  const ofAttributes = fieldPredicatesOf(expression).filter(({ field }) => findColumn(text, field) === undefined);
  return fetchIndexFacts(engine, 'logs', {
    predicates: ofAttributes.filter(({ type }) => type !== 'exists') as AttributePredicate[],
    fields: ofAttributes.map(({ field }) => field as AttributeField),
  });
}
