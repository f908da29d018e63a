// What is different about some spans: the values that occur in more of them, or in fewer, than in the others.
import { formatField } from '@throughline/query-language';
import type { Field, Query, SpanFilter, Spanset } from '@throughline/query-language';
import type { AttributeDifference, DifferentAttribute } from '../api/types.ts';
import { fetchResourceAttributes, textsOf } from '../attributes/resource-values.ts';
import { HubError } from '../errors.ts';
import { compileSpanset } from '../query/compile/compile-spanset.ts';
import { all, any, not } from '../query/compile/sql.ts';
import type { SqlParameters } from '../query/compile/sql.ts';
import { bindWindow, STARTED_IN_RANGE } from '../query/compile/window.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import { fetchTraceWindow } from '../query/trace-window.ts';
import { fetchShare, inSlices } from '../sampling/sample-slices.ts';
import type { Sample } from '../sampling/sample-slices.ts';
import type { Engine, Parameter } from '../store/engine.ts';
import { toWindow } from './matching-spans.ts';

/** Spans of each side whose values are counted. */
const WANTED_SPANS = 30_000;

/** Longer texts are told by nobody apart. */
const MAX_VALUE_LENGTH = 300;

/** Different values that are compared. */
const MAX_ITEMS = 2000;

export interface DifferenceOptions extends TimeRange {
  /** The spans that are asked about. */
  readonly selection: Query;
  /** When they began, if not just in the range. */
  readonly selectionRange: TimeRange;
  /** The others, but for these. */
  readonly baseline: Query;
  readonly limit: number;
}

/** Both sides, as conditions of one statement. */
interface Sides {
  readonly selection: string;
  readonly baseline: string;
  readonly parameters: SqlParameters;
  bind(): Record<string, Parameter>;
}

/** How many spans of each side. */
interface Counts {
  readonly selected: number;
  readonly others: number;
}

/**
 * Compares attributes of spans with those of others.
 *
 * @throws HubError `TL_REQUEST` for a query about several spans, `TL_STORE_LIMIT`.
 */
export function findDifference(engine: Engine, options: DifferenceOptions): Promise<AttributeDifference> {
  return describeLimit(async () => {
    const sides = await compileSides(engine, options);
    const counts = await fetchCounts(engine, sides);
    const selectionSample = await fetchShare(engine, options.selectionRange, shareOf(counts.selected));
    const baselineSample = await fetchShare(engine, options, shareOf(counts.others));
    const sampled = restrict(sides, selectionSample, baselineSample);
    const sampledCounts = await fetchCounts(engine, sampled);
    const found = [
      ...(await fetchItems(engine, sampled, sampledCounts)),
      ...(await fetchResourceItems(engine, sampled)),
    ];
    return {
      selection: { spans: counts.selected, sampledShare: selectionSample.share },
      baseline: { spans: counts.others, sampledShare: baselineSample.share },
      attributes: rank(found, sampledCounts).slice(0, options.limit),
    };
  });
}

function shareOf(spans: number): number {
  return spans === 0 ? 1 : WANTED_SPANS / spans;
}

/** Compiled together, so that their parameters have different names. */
async function compileSides(engine: Engine, options: DifferenceOptions): Promise<Sides> {
  const left = filterOf(options.selection);
  const right = filterOf(options.baseline);
  const both: Spanset = { type: 'relation', operator: '||', left, right, from: 0, to: 0 };
  const { filters, parameters, isPerSpan } = await compileSpanset(engine, both);
  const window = toWindow(options);
  const traceWindow = isPerSpan ? window : await fetchTraceWindow(engine, window);
  const { from, to } = toWindow(options.selectionRange);
  const bound = (time: bigint): string => `fromUnixTimestamp64Nano(${parameters.bind('Int64', time)})`;
  const selection = all(filters.get(left)!, `ts >= ${bound(from)} AND ts <= ${bound(to)}`);
  return {
    selection: all(STARTED_IN_RANGE, selection),
    baseline: all(STARTED_IN_RANGE, filters.get(right)!, not(selection)),
    parameters,
    bind: () => ({ ...bindWindow(parameters, traceWindow), ...window }),
  };
}

/** A filter of its own, also where both queries are the same. */
function filterOf({ spanset }: Query): SpanFilter {
  if (spanset.type === 'filter') return { ...spanset };
  throw new HubError(
    'TL_REQUEST',
    `cannot compare spans by their relations: got ${spanset.operator}, need conditions about single spans`,
  );
}

async function fetchCounts(engine: Engine, { selection, baseline, bind }: Sides): Promise<Counts> {
  const [row] = await engine.read<{ selected: string; others: string }>(
    `SELECT countIf(${selection}) AS selected, countIf(${baseline}) AS others FROM spans WHERE ${any(selection, baseline)}`,
    bind(),
  );
  return { selected: Number(row.selected), others: Number(row.others) };
}

function restrict(sides: Sides, selection: Sample, baseline: Sample): Sides {
  return {
    ...sides,
    selection: all(sides.selection, inSlices(selection, sides.parameters)),
    baseline: all(sides.baseline, inSlices(baseline, sides.parameters)),
  };
}

/** A value, and in how many spans of each side it occurs. */
interface Item extends Counts {
  readonly field: Field;
  readonly value: string;
}

interface ItemRow {
  readonly is_attribute: number;
  readonly key: string;
  readonly value: string;
  readonly selected: string;
  readonly others: string;
}

/** A key with its value, of the span itself. Arrays and maps are left out. */
const ITEMS = `arrayConcat(
  arrayMap((k, v) -> (1, toString(k), v), mapKeys(attrs), mapValues(attrs)),
  arrayFilter(i -> NOT match(i.3, '^[\\[{]|^null$'), arrayMap((k, v) -> (1, toString(k), replaceRegexpOne(v, '[.]0$', '')), mapKeys(attrs_json), mapValues(attrs_json))),
  [(0, 'serviceName', toString(service)), (0, 'name', toString(name)), (0, 'kind', toString(kind)), (0, 'status', toString(status)), (0, 'statusMessage', status_message)])`;

async function fetchItems(
  engine: Engine,
  { selection, baseline, bind }: Sides,
  { selected, others }: Counts,
): Promise<Item[]> {
  const rows = await engine.read<ItemRow>(
    `SELECT toUInt8(item.1) AS is_attribute, item.2 AS key, item.3 AS value, countIf(is_selected) AS selected, countIf(NOT is_selected) AS others
FROM (SELECT ${selection} AS is_selected, ${ITEMS} AS items FROM spans WHERE ${any(selection, baseline)}) ARRAY JOIN items AS item
WHERE value != '' AND length(value) <= ${MAX_VALUE_LENGTH} GROUP BY is_attribute, key, value
ORDER BY abs(selected / {selectedSpans:UInt64} - others / {otherSpans:UInt64}) DESC, key, value LIMIT ${MAX_ITEMS}`,
    { ...bind(), selectedSpans: Math.max(1, selected), otherSpans: Math.max(1, others) },
  );
  return rows.map((row) => ({
    field: row.is_attribute === 0 ? intrinsic(row.key) : ofSpan(row.key),
    value: row.value,
    selected: Number(row.selected),
    others: Number(row.others),
  }));
}

function intrinsic(name: string): Field {
  return { type: 'intrinsic', name: name as Extract<Field, { type: 'intrinsic' }>['name'], from: 0, to: 0 };
}

function ofSpan(key: string): Field {
  const isBaggage = key.startsWith('baggage.');
  const scope = isBaggage ? 'baggage' : 'any';
  return { type: 'attribute', scope, key: isBaggage ? key.slice('baggage.'.length) : key, from: 0, to: 0 };
}

async function fetchResourceItems(engine: Engine, { selection, baseline, bind }: Sides): Promise<Item[]> {
  const rows = await engine.read<{ hash: string; selected: string; others: string }>(
    `SELECT toString(resource_hash) AS hash, countIf(${selection}) AS selected, countIf(${baseline}) AS others
FROM spans WHERE ${any(selection, baseline)} GROUP BY hash`,
    bind(),
  );
  const counts = new Map(
    rows.map(({ hash, selected, others }) => [hash, { selected: Number(selected), others: Number(others) }]),
  );
  const items = new Map<string, Item>();
  for (const [hash, attributes] of await fetchResourceAttributes(engine, counts.keys()))
    for (const [key, value] of Object.entries(attributes)) {
      const field: Field = { type: 'attribute', scope: 'resource', key, from: 0, to: 0 };
      for (const text of textsOf(value)) add(items, { field, value: text, ...counts.get(hash)! });
    }
  return [...items.values()];
}

function add(items: Map<string, Item>, item: Item): void {
  const key = JSON.stringify([item.field, item.value]);
  const known = items.get(key);
  items.set(key, {
    ...item,
    selected: item.selected + (known?.selected ?? 0),
    others: item.others + (known?.others ?? 0),
  });
}

function rank(items: readonly Item[], counts: Counts): DifferentAttribute[] {
  const share = (spans: number, of: number): number => (of === 0 ? 0 : spans / of);
  const attributes = items.map(({ field, value, selected, others }) => ({
    key: formatField(field),
    value,
    selectionCount: selected,
    baselineCount: others,
    selectionShare: share(selected, counts.selected),
    baselineShare: share(others, counts.others),
  }));
  return attributes
    .filter((one) => one.selectionShare !== one.baselineShare)
    .toSorted((a, b) => differenceOf(b) - differenceOf(a) || (a.key < b.key ? -1 : 1));
}

function differenceOf({ selectionShare, baselineShare }: DifferentAttribute): number {
  return Math.abs(selectionShare - baselineShare);
}
