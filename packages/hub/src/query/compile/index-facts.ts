// What the indexes know before a statement is made: which `key=value` items fulfil a predicate. Mostly they are few, and then
// the predicate becomes "has one of these items", which reads nothing but the index.
import type { AttributeField } from '@throughline/query-language';
import type { Reader } from '../reader.ts';
import { fetchItems } from './item-lookups.ts';
import type { FoundItems, Lookup, LookupAnswer } from './item-lookups.ts';
import { SqlParameters } from './sql.ts';
import { baggageKey, mapsHave, testMaps } from './stored-attributes.ts';
import type { AttributePredicate } from './stored-attributes.ts';
import { compileValueTest } from './value-test.ts';

/** The tables that have attributes and indexes over them. */
export type AttributeTable = 'spans' | 'logs';

/** What is asked of the store beforehand. */
export interface IndexQuestions {
  readonly predicates: readonly AttributePredicate[];
  /** Attributes whose presence matters: those that are asked for, and those that decide which of several is meant. */
  readonly fields: readonly AttributeField[];
}

/** What is known. Where nothing is known, the answers are those that are always right. */
export class IndexFacts {
  readonly #items: ReadonlyMap<AttributePredicate, ReadonlyMap<string, FoundItems>>;
  readonly #neverNull: ReadonlySet<string>;
  readonly #noResource: ReadonlySet<AttributePredicate | string>;

  constructor(lookups: readonly LookupAnswer[] = [], resources: readonly ResourceAnswer[] = []) {
    const items = new Map<AttributePredicate, Map<string, FoundItems>>();
    for (const { predicate, key, found } of lookups) {
      if (predicate === undefined || found === undefined) continue;
      items.set(predicate, (items.get(predicate) ?? new Map<string, FoundItems>()).set(key, found));
    }
    this.#items = items;
    const isNeverNull = ({ predicate, found }: LookupAnswer): boolean =>
      predicate === undefined && found?.items.length === 0;
    this.#neverNull = new Set(lookups.filter(isNeverNull).map(({ key }) => key));
    this.#noResource = new Set(resources.filter(({ exists }) => !exists).map(({ subject }) => subject));
  }

  /** The items that exactly the rows have that fulfil the predicate by this key of theirs; `undefined` if that is not known. */
  itemsOf(predicate: AttributePredicate, key: string): readonly string[] | undefined {
    return this.#items.get(predicate)?.get(key)?.items;
  }

  /** How many rows at most fulfil the predicate; infinite if that is not known. */
  rowsOf(predicate: AttributePredicate): number {
    const ofResource = isOfResource(predicate.field) && this.hasResource(predicate) ? Infinity : 0;
    if (predicate.field.scope === 'event' || predicate.field.scope === 'link') return Infinity;
    const found = rowKeysOf(predicate.field).map((key) => this.#items.get(predicate)?.get(key)?.rows ?? Infinity);
    return found.reduce((sum, one) => sum + one, ofResource);
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

function isOfResource({ scope }: AttributeField): boolean {
  return scope === 'any' || scope === 'resource';
}

async function fetchResourceAnswers(engine: Reader, { predicates, fields }: IndexQuestions): Promise<ResourceAnswer[]> {
  const parameters = new SqlParameters();
  const keys = new Set(fields.filter(isOfResource).map(({ key }) => key));
  const subjects = [...predicates.filter(({ field }) => isOfResource(field)), ...keys];
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
