import { formatField, INTRINSIC_NAMES } from '@throughline/query-language';
import type { AttributeScope } from '@throughline/query-language';
import type { AttributeKey, AttributeKeyList } from '../api/types.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import type { Engine } from '../store/engine.ts';
import { fetchNewestSpans } from './newest-spans.ts';
import type { NewestSpans } from './newest-spans.ts';

/** What is to be completed, and how many ways of it are wanted. */
export interface CompletionOptions extends TimeRange {
  /** Whatever its case. */
  readonly prefix: string;
  readonly limit: number;
}

/** Different keys that are looked through. */
const MAX_KEYS = 20_000;

/**
 * Names of fields that begin with a prefix, with or without the word that says where they are from (`host.n` finds
 * `resource.host.name`), most frequent first.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export function findAttributeKeys(engine: Engine, options: CompletionOptions): Promise<AttributeKeyList> {
  return describeLimit(async () => {
    const newest = await fetchNewestSpans(engine, options);
    const [ofSpans, ofEvents] = await Promise.all([
      fetchKeys(engine, newest, 'attr_keys'),
      fetchKeys(engine, newest, 'arrayDistinct(arrayFlatten(arrayMap(m -> mapKeys(m), events.attrs)))'),
    ]);
    const keys = [
      ...INTRINSIC_NAMES.map((key): AttributeKey => ({ key, count: newest.count, source: 'intrinsic' })),
      ...ofSpans.map(({ key, spans }) => ofSpan(key, Number(spans))),
      ...ofEvents.map(({ key, spans }) => nameKey('event', key, Number(spans))),
      ...countResourceKeys(newest),
    ];
    const found = keys.filter(({ key }) => hasPrefix(key, options.prefix.toLowerCase()));
    return {
      keys: found.toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, options.limit),
      sampledSpans: newest.count,
    };
  });
}

function fetchKeys(engine: Engine, newest: NewestSpans, keys: string): Promise<{ key: string; spans: string }[]> {
  return engine.read(
    `SELECT toString(key) AS key, count() AS spans FROM spans ARRAY JOIN ${keys} AS key
WHERE ${newest.condition} GROUP BY key ORDER BY spans DESC LIMIT ${MAX_KEYS}`,
    newest.parameters,
  );
}

function ofSpan(key: string, count: number): AttributeKey {
  if (key.startsWith('baggage.')) return nameKey('baggage', key.slice('baggage.'.length), count);
  return nameKey('any', key, count);
}

function countResourceKeys({ resources, resourceCounts }: NewestSpans): AttributeKey[] {
  const counts = new Map<string, number>();
  for (const [hash, attributes] of resources)
    for (const key of Object.keys(attributes)) counts.set(key, (counts.get(key) ?? 0) + resourceCounts.get(hash)!);
  return [...counts].map(([key, count]) => nameKey('resource', key, count));
}

const SOURCES = { any: 'span', event: 'event', baggage: 'baggage', resource: 'resource' } as const;

function nameKey(scope: keyof typeof SOURCES & AttributeScope, key: string, count: number): AttributeKey {
  const name = formatField({ type: 'attribute', scope, key, from: 0, to: 0 });
  return { key: name, count, source: SOURCES[scope] };
}

function hasPrefix(key: string, prefix: string): boolean {
  const name = key.toLowerCase();
  return name.startsWith(prefix) || name.replace(/^(resource|baggage|event)\./, '').startsWith(prefix);
}
