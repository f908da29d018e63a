// What the indexes know before a statement is made: which `key=value` items fulfil a predicate. Mostly they are few, and then
// the predicate becomes "has one of these items", which reads nothing but the index.
import type { AttributeField } from '@throughline/query-language';
import { HubError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import { all, any, SqlParameters } from './sql.ts';
import { baggageKey, mapsHave, testJson, testMaps } from './stored-attributes.ts';
import type { AttributePredicate } from './stored-attributes.ts';
import { compileValueTest, isNumberText } from './value-test.ts';

/** The tables that have attributes and indexes over them. */
export type AttributeTable = 'spans' | 'logs';

/** What is asked of the store beforehand. */
export interface IndexQuestions {
  readonly predicates: readonly AttributePredicate[];
  /** Attributes whose presence matters, those of the predicates included. */
  readonly fields: readonly AttributeField[];
}

/** More items than that are not worth listing. */
const MAX_ITEMS = 300;

/** Values of a key that are looked through. */
const MAX_SCANNED_ITEMS = 200_000;

/** What is known. Where nothing is known, the answers are those that are always right. */
export class IndexFacts {
  readonly #items: ReadonlyMap<AttributePredicate, ReadonlyMap<string, readonly string[]>>;
  readonly #neverNull: ReadonlySet<string>;
  readonly #noResource: ReadonlySet<AttributePredicate | string>;

  constructor(lookups: readonly LookupAnswer[] = [], resources: readonly ResourceAnswer[] = []) {
    const items = new Map<AttributePredicate, Map<string, readonly string[]>>();
    for (const { predicate, key, found } of lookups) {
      if (predicate === undefined || found === undefined) continue;
      items.set(predicate, (items.get(predicate) ?? new Map<string, readonly string[]>()).set(key, found));
    }
    this.#items = items;
    const isNeverNull = ({ predicate, found }: LookupAnswer): boolean => predicate === undefined && found?.length === 0;
    this.#neverNull = new Set(lookups.filter(isNeverNull).map(({ key }) => key));
    this.#noResource = new Set(resources.filter(({ exists }) => !exists).map(({ subject }) => subject));
  }

  /** The items that exactly the rows have that fulfil the predicate by this key of theirs; `undefined` if that is not known. */
  itemsOf(predicate: AttributePredicate, key: string): readonly string[] | undefined {
    return this.#items.get(predicate)?.get(key);
  }

  /** Whether no row has the key set to nothing. */
  isNeverNull(key: string): boolean {
    return this.#neverNull.has(key);
  }

  /** Whether a resource may fulfil the predicate. */
  hasResource(predicate: AttributePredicate): boolean {
    return !this.#noResource.has(predicate);
  }

  /** Whether a resource may have the key. */
  hasResourceKey(key: string): boolean {
    return !this.#noResource.has(key);
  }
}

interface Lookup {
  /** `undefined`: whether the key is ever set to nothing. */
  readonly predicate?: AttributePredicate;
  readonly key: string;
}

interface LookupAnswer extends Lookup {
  readonly found: readonly string[] | undefined;
}

interface ResourceAnswer {
  /** A predicate, or a key that is asked for. */
  readonly subject: AttributePredicate | string;
  readonly exists: boolean;
}

/** Asks the indexes. */
export async function fetchIndexFacts(
  engine: Reader,
  table: AttributeTable,
  questions: IndexQuestions,
): Promise<IndexFacts> {
  const [lookups, resources] = await Promise.all([
    fetchItems(engine, table, lookupsOf(questions)),
    fetchResourceAnswers(engine, questions),
  ]);
  return new IndexFacts(lookups, resources);
}

function lookupsOf({ predicates, fields }: IndexQuestions): Lookup[] {
  const keys = new Set(fields.flatMap(rowKeysOf));
  const lookups = predicates.flatMap((predicate) => rowKeysOf(predicate.field).map((key) => ({ predicate, key })));
  // The index does not say where a key ends that has a `=` itself.
  return [...lookups, ...[...keys].map((key) => ({ key }))].filter(({ key }) => !key.includes('='));
}

/** The keys of the row's own attributes that a field is about. */
function rowKeysOf({ scope, key }: AttributeField): string[] {
  if (scope === 'span') return [key];
  if (scope === 'baggage') return [baggageKey(key)];
  return scope === 'any' ? [key, baggageKey(key)] : [];
}

interface LookupRow {
  readonly lookup: number;
  readonly scanned: string;
  readonly items: readonly string[];
  /** Items that fulfil the predicate as a string but not as JSON, or the reverse. */
  readonly ambiguous: string;
  /** Keys that begin with this key and a `=`: their items look like ours. */
  readonly clashes: string;
}

async function fetchItems(engine: Reader, table: AttributeTable, lookups: readonly Lookup[]): Promise<LookupAnswer[]> {
  if (lookups.length === 0) return [];
  const parameters = new SqlParameters();
  const statements = lookups.map((lookup, i) => lookupStatement({ ...lookup, table, i }, parameters));
  const rows = await engine.read<LookupRow>(statements.join('\nUNION ALL\n'), parameters.values).catch(ignoreOldEngine);
  const byLookup = new Map(rows.map((row) => [row.lookup, row]));
  return lookups.map((lookup, i) => ({ ...lookup, found: itemsOfRow(byLookup.get(i)) }));
}

/** A ClickHouse that cannot show its text indexes still answers queries, only slower. */
function ignoreOldEngine(error: unknown): LookupRow[] {
  if (error instanceof HubError && error.code === 'TL_STORE_QUERY') return [];
  throw error;
}

function itemsOfRow(row: LookupRow | undefined): readonly string[] | undefined {
  if (row === undefined || row.clashes !== '0' || row.ambiguous !== '0') return undefined;
  return Number(row.scanned) > MAX_SCANNED_ITEMS || row.items.length > MAX_ITEMS ? undefined : row.items;
}

function lookupStatement(
  { predicate, key, table, i }: Lookup & { table: AttributeTable; i: number },
  parameters: SqlParameters,
): string {
  const prefix = `${key}=`;
  const index = (name: string): string => `mergeTreeTextIndex(currentDatabase(), '${table}', '${name}')`;
  const range = (from: string, to: string): string =>
    `token >= ${parameters.text(from)} AND token < ${parameters.text(to)}`;
  const isOurs = range(prefix, `${key}>`);
  const candidates = predicate === undefined ? [`${prefix}null`] : itemCandidates(predicate, prefix);
  const isCandidate =
    candidates === undefined
      ? isOurs
      : `(token IN ${parameters.texts(candidates)} OR ${range(`${prefix}[`, `${prefix}\\`)})`;
  const [text, json] = predicate === undefined ? [`value = 'null'`, `value = 'null'`] : testItem(predicate, parameters);
  return `SELECT ${parameters.bind('UInt32', i)} AS lookup, count() AS scanned, groupUniqArrayIf(${MAX_ITEMS + 1})(token, ${any(text, all(LOOKS_LIKE_JSON, json))}) AS items,
  countIf((${text}) != (${json}) AND ${LOOKS_LIKE_JSON}) AS ambiguous, (SELECT count() FROM ${index('ix_key')} WHERE ${isOurs}) AS clashes
FROM (SELECT token, substring(token, ${parameters.bind('UInt32', Buffer.byteLength(prefix) + 1)}) AS value FROM ${index('ix_item')} WHERE ${isCandidate} LIMIT ${MAX_SCANNED_ITEMS + 1})`;
}

/** Whether an item may be of something else than a string. */
const LOOKS_LIKE_JSON = `(match(value, '^-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?$') OR value IN ('true', 'false', 'null') OR substring(value, 1, 1) IN ('[', '{'))`;

/** What the predicate says of an item's value as a string, and as JSON. */
function testItem(predicate: AttributePredicate, parameters: SqlParameters): [string, string] {
  const test = compileValueTest(predicate, parameters);
  return [test.text('value'), testJson(test, 'value')];
}

/** The items among which those of an equality are, but for arrays; `undefined` if they cannot be listed. */
function itemCandidates(predicate: AttributePredicate, prefix: string): string[] | undefined {
  const values =
    predicate.type === 'equal' ? [predicate.value] : predicate.type === 'in' ? predicate.values : undefined;
  const texts = values?.map((value) => {
    if (value.type === 'text') return textCandidates(value.text);
    if (value.type === 'boolean') return [String(value.boolean)];
    const isListed = value.type === 'number' && isNumberText(String(value.number));
    return isListed ? [value.text].concat(textCandidates(String(value.number))) : undefined;
  });
  if (texts === undefined || texts.includes(undefined)) return undefined;
  return texts.flatMap((some) => some!.map((text) => prefix + text));
}

/** A whole number is an integer, or a double, which is stored with `.0` or an exponent. */
function textCandidates(text: string): string[] {
  if (!isNumberText(text)) return [text];
  return text === '0' ? ['0', '0.0', '-0.0'] : [text, `${text}.0`, Number(text).toExponential().replace('+', '')];
}

async function fetchResourceAnswers(engine: Reader, { predicates, fields }: IndexQuestions): Promise<ResourceAnswer[]> {
  const isAsked = ({ scope }: AttributeField): boolean => scope === 'any' || scope === 'resource';
  const parameters = new SqlParameters();
  const keys = new Set(fields.filter(isAsked).map(({ key }) => key));
  const subjects = [...predicates.filter(({ field }) => isAsked(field)), ...keys];
  if (subjects.length === 0) return [];
  const conditions = subjects.map((subject) => resourceCondition(subject, parameters));
  const [{ found }] = await engine.read<{ found: readonly number[] }>(
    `SELECT [${conditions.map((condition) => `max(${condition})`).join(', ')}] AS found FROM resources`,
    parameters.values,
  );
  return subjects.map((subject, i) => ({ subject, exists: found[i] !== 0 }));
}

function resourceCondition(subject: AttributePredicate | string, parameters: SqlParameters): string {
  if (typeof subject === 'string') return mapsHave(subject, parameters);
  return testMaps(compileValueTest(subject, parameters), subject.field.key, parameters);
}
