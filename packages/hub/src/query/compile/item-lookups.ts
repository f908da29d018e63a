// Which `key=value` items fulfil a predicate: read from the dictionary of a text index. Reading it costs the same for one
// item and for many, so everything that names its items is asked in one statement.
import { HubError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import type { AttributeTable } from './index-facts.ts';
import { all, any, FALSE, SqlParameters } from './sql.ts';
import { testJson } from './stored-attributes.ts';
import type { AttributePredicate } from './stored-attributes.ts';
import { compileValueTest, isNumberText } from './value-test.ts';

/** More items than that are not worth listing. */
const MAX_ITEMS = 300;

/** Items that are looked through by a statement. */
const MAX_SCANNED_ITEMS = 200_000;

/** A question to the index. */
export interface Lookup {
  /** `undefined`: whether the key is ever set to nothing. */
  readonly predicate?: AttributePredicate;
  readonly key: string;
}

export interface LookupAnswer extends Lookup {
  /** `undefined` if the index cannot tell. */
  readonly found: FoundItems | undefined;
}

/** The items that exactly those rows have that fulfil a predicate. */
export interface FoundItems {
  readonly items: readonly string[];
  /** How many rows have one of them, at most. */
  readonly rows: number;
}

interface LookupRow {
  readonly lookup: number;
  readonly scanned: string;
  readonly items: readonly string[];
  readonly rows: string;
  /** Items that fulfil the predicate as a string but not as JSON, or the reverse. */
  readonly ambiguous: string;
  /** Keys that begin with this key and a `=`: their items look like ours. */
  readonly clashes: string;
}

/** A lookup with its place among all, and its items if they can be listed. */
interface PlacedLookup extends Lookup {
  readonly place: number;
  readonly candidates: readonly string[] | undefined;
}

/** Answers lookups, in their order. */
export async function fetchItems(
  engine: Reader,
  table: AttributeTable,
  lookups: readonly Lookup[],
): Promise<LookupAnswer[]> {
  if (lookups.length === 0) return [];
  const placed = lookups.map((lookup, place): PlacedLookup => ({ ...lookup, place, candidates: candidatesOf(lookup) }));
  const listed = placed.filter(({ candidates }) => candidates !== undefined);
  const groups = [listed, ...placed.filter(({ candidates }) => candidates === undefined).map((one) => [one])];
  const parameters = new SqlParameters();
  const statements = groups
    .filter((group) => group.length > 0)
    .map((group) => lookupStatement(group, table, parameters));
  const rows = await engine.read<LookupRow>(statements.join('\nUNION ALL\n'), parameters.values).catch(ignoreOldEngine);
  const byPlace = new Map(rows.map((row) => [row.lookup, row]));
  return lookups.map((lookup, place) => ({ ...lookup, found: itemsOfRow(byPlace.get(place)) }));
}

/** A ClickHouse that cannot show its text indexes still answers queries, only slower. */
function ignoreOldEngine(error: unknown): LookupRow[] {
  if (error instanceof HubError && error.code === 'TL_STORE_QUERY') return [];
  throw error;
}

function itemsOfRow(row: LookupRow | undefined): FoundItems | undefined {
  if (row === undefined || row.clashes !== '0' || row.ambiguous !== '0') return undefined;
  if (Number(row.scanned) > MAX_SCANNED_ITEMS || row.items.length > MAX_ITEMS) return undefined;
  return { items: row.items, rows: Number(row.rows) };
}

/** Each condition stands there once: planning takes as long as it, and a text index looks for all items of a list at once. */
function lookupStatement(group: readonly PlacedLookup[], table: AttributeTable, parameters: SqlParameters): string {
  const index = (name: string): string => `mergeTreeTextIndex(currentDatabase(), '${table}', '${name}')`;
  const compiled = group.map((lookup) => compileLookup(lookup, parameters));
  const listed = group.flatMap(({ candidates }) => candidates ?? []);
  const isListed = listed.length === 0 ? [] : [`token IN ${parameters.texts(listed)}`];
  const isOurs = compiled.map((one) => one.isOurs);
  const isWanted = any(...isListed, ...compiled.flatMap(({ range }) => range ?? []));
  const answers = group.map(
    ({ place }, i) =>
      `(${place}, count(), groupUniqArrayIf(${MAX_ITEMS + 1})(token, found[${i + 1}]), sumIf(cardinality, found[${i + 1}]), countIf(ambiguous[${i + 1}]), clashes[${i + 1}])`,
  );
  return `SELECT toUInt32(answer.1) AS lookup, toString(answer.2) AS scanned, answer.3 AS items, toString(answer.4) AS rows,
  toString(answer.5) AS ambiguous, toString(answer.6) AS clashes
FROM (WITH (SELECT [${isOurs.map((sql) => `countIf(${sql})`).join(', ')}] FROM ${index('ix_key')} WHERE ${any(...new Set(isOurs))}) AS clashes
  SELECT arrayJoin([${answers.join(',\n  ')}]) AS answer
  FROM (SELECT token, cardinality, [${compiled.map(({ isFound }) => isFound).join(',\n  ')}] AS found,
    [${compiled.map(({ isAmbiguous }) => isAmbiguous).join(',\n  ')}] AS ambiguous
    FROM (SELECT token, cardinality FROM ${index('ix_item')} WHERE ${isWanted} LIMIT ${MAX_SCANNED_ITEMS + 1})))`;
}

interface LookupConditions {
  /** On a token of a key: it is this key and a `=`, and more. */
  readonly isOurs: string;
  /** On a token of an item: where the predicate may be about it, besides the candidates. */
  readonly range?: string;
  readonly isFound: string;
  readonly isAmbiguous: string;
}

function compileLookup({ predicate, key, candidates }: PlacedLookup, parameters: SqlParameters): LookupConditions {
  const prefix = `${key}=`;
  const between = (from: string, to: string): string =>
    `(token >= ${parameters.text(from)} AND token < ${parameters.text(to)})`;
  const isOurs = between(prefix, `${key}>`);
  const isListed = candidates === undefined ? isOurs : `token IN ${parameters.texts(candidates)}`;
  if (predicate === undefined) return { isOurs, isFound: isListed, isAmbiguous: FALSE };
  const range = candidates === undefined ? isOurs : between(`${prefix}[`, `${prefix}\\`);
  const isCandidate = candidates === undefined ? isOurs : any(isListed, range);
  const value = `substring(token, ${parameters.bind('UInt32', Buffer.byteLength(prefix) + 1)})`;
  const test = compileValueTest(predicate, parameters);
  const [text, json] = [test.text(value), testJson(test, value)];
  return {
    isOurs,
    range,
    isFound: all(isCandidate, any(text, all(looksLikeJson(value), json))),
    isAmbiguous: all(isCandidate, `(${text}) != (${json})`, looksLikeJson(value)),
  };
}

/** Whether an item may be of something else than a string. */
function looksLikeJson(value: string): string {
  return `(match(${value}, '^-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?$') OR ${value} IN ('true', 'false', 'null') OR substring(${value}, 1, 1) IN ('[', '{'))`;
}

/** The items among which those of an equality are, but for arrays; `undefined` if they cannot be listed. */
function candidatesOf({ predicate, key }: Lookup): string[] | undefined {
  if (predicate === undefined) return [`${key}=null`];
  const values =
    predicate.type === 'equal' ? [predicate.value] : predicate.type === 'in' ? predicate.values : undefined;
  const texts = values?.map((value) => {
    if (value.type === 'text') return textCandidates(value.text);
    if (value.type === 'boolean') return [String(value.boolean)];
    const isListed = value.type === 'number' && isNumberText(String(value.number));
    return isListed ? [value.text].concat(textCandidates(String(value.number))) : undefined;
  });
  if (texts === undefined || texts.includes(undefined)) return undefined;
  return texts.flatMap((some) => some!.map((text) => `${key}=${text}`));
}

/** A whole number is an integer, or a double, which is stored with `.0` or an exponent. */
function textCandidates(text: string): string[] {
  if (!isNumberText(text)) return [text];
  return text === '0' ? ['0', '0.0', '-0.0'] : [text, `${text}.0`, Number(text).toExponential().replace('+', '')];
}
