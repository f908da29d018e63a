import { formatField } from '@throughline/query-language';
import type { Field, Query } from '@throughline/query-language';
import type { Facet, FacetList } from '../api/types.ts';
import { fetchResourceAttributes } from '../attributes/resource-values.ts';
import type { Resources } from '../attributes/resource-values.ts';
import { valueTexts } from '../attributes/value-texts.ts';
import { all } from '../query/compile/sql.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import { fetchShare, inSlices } from '../sampling/sample-slices.ts';
import type { Engine } from '../store/engine.ts';
import { fetchMatchingSpans } from './matching-spans.ts';
import type { MatchingSpans } from './matching-spans.ts';

/** Spans whose values are counted. */
const WANTED_SPANS = 100_000;

const MAX_VALUES = 50;

export interface FacetOptions extends TimeRange {
  readonly fields: readonly Field[];
}

interface ValueRow {
  readonly facet: number;
  readonly is_missing: number;
  readonly value: string;
  readonly spans: string;
  readonly errors: string;
  /** Of all values of the facet, also of those that are not shown. */
  readonly all_spans: string;
}

/**
 * Counts the spans of a query by the values of fields.
 *
 * @throws HubError `TL_REQUEST` for a field whose values cannot be counted, `TL_STORE_LIMIT`.
 */
export function findFacets(engine: Engine, query: Query, { fields, ...range }: FacetOptions): Promise<FacetList> {
  return describeLimit(async () => {
    const matching = await fetchMatchingSpans(engine, query, range);
    const count = await fetchCount(engine, matching);
    const sample = await fetchShare(engine, range, count === 0 ? 1 : WANTED_SPANS / count);
    const spans = { ...matching, condition: all(matching.condition, inSlices(sample, matching.parameters)) };
    const rows = await fetchValues(engine, spans, fields);
    const ofFacet = Map.groupBy(rows, ({ facet }) => facet);
    return {
      spans: count,
      sampledShare: sample.share,
      facets: fields.map((field, i) => toFacet(formatField(field), ofFacet.get(i) ?? [], sample.share)),
    };
  });
}

async function fetchCount(engine: Engine, { condition, bind }: MatchingSpans): Promise<number> {
  const [{ spans }] = await engine.read<{ spans: string }>(
    `SELECT count() AS spans FROM spans WHERE ${condition}`,
    bind(),
  );
  return Number(spans);
}

async function fetchValues(engine: Engine, spans: MatchingSpans, fields: readonly Field[]): Promise<ValueRow[]> {
  const { condition, parameters, bind } = spans;
  const resources = await fetchResourcesOf(engine, spans);
  const items = fields.map((field, i) => {
    const texts = valueTexts(field, { parameters, resources });
    return `if(empty(${texts}), [(${i}, 1, '')], arrayMap(t -> (${i}, 0, t), ${texts}))`;
  });
  return engine.read<ValueRow>(
    `SELECT facet, is_missing, value, spans, errors, sumIf(spans, is_missing = 0) OVER (PARTITION BY facet) AS all_spans FROM (
  SELECT toUInt8(item.1) AS facet, toUInt8(item.2) AS is_missing, item.3 AS value, count() AS spans, countIf(status = 'error') AS errors
  FROM spans ARRAY JOIN arrayConcat(${items.join(', ')}) AS item WHERE ${condition} GROUP BY facet, is_missing, value)
ORDER BY facet, is_missing, spans DESC, value LIMIT ${MAX_VALUES} BY facet, is_missing`,
    bind(),
  );
}

/** Fetches the resources of spans. */
export async function fetchResourcesOf(engine: Engine, { condition, bind }: MatchingSpans): Promise<Resources> {
  const rows = await engine.read<{ hash: string }>(
    `SELECT DISTINCT toString(resource_hash) AS hash FROM spans WHERE ${condition}`,
    bind(),
  );
  return fetchResourceAttributes(
    engine,
    rows.map(({ hash }) => hash),
  );
}

function toFacet(key: string, rows: readonly ValueRow[], share: number): Facet {
  const project = (count: string | number): number => Math.round(Number(count) / share);
  const values = rows.filter((row) => row.is_missing === 0);
  const shown = values.reduce((sum, { spans }) => sum + Number(spans), 0);
  const missing = rows.find((row) => row.is_missing === 1);
  return {
    key,
    values: values.map(({ value, spans, errors }) => ({ value, count: project(spans), errors: project(errors) })),
    otherCount: values.length === 0 ? 0 : project(Number(values[0].all_spans) - shown),
    missingCount: missing === undefined ? 0 : project(missing.spans),
  };
}
