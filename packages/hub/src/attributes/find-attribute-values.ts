import type { Field } from '@throughline/query-language';
import type { AttributeValueList } from '../api/types.ts';
import { SqlParameters } from '../query/compile/sql.ts';
import { describeLimit } from '../query/limits.ts';
import { bindMinutes, IN_MINUTES } from '../services/minutes.ts';
import type { Engine, Parameter } from '../store/engine.ts';
import type { CompletionOptions } from './find-attribute-keys.ts';
import { fetchNewestSpans } from './newest-spans.ts';
import { valueTexts } from './value-texts.ts';

/** Columns of `red_1m`, which knows these of every span, not of the newest alone. */
const ROLLED_UP: Readonly<Record<string, string>> = {
  serviceName: 'service',
  name: 'name',
  kind: 'kind',
  status: 'status',
};

interface ValueRow {
  readonly value: string;
  readonly spans: string;
  readonly total: string;
}

/**
 * Values of a field that begin with a prefix, most frequent first.
 *
 * @throws HubError `TL_REQUEST` for a field whose values cannot be listed, `TL_STORE_LIMIT`.
 */
export function findAttributeValues(
  engine: Engine,
  field: Field,
  options: CompletionOptions,
): Promise<AttributeValueList> {
  const column = field.type === 'intrinsic' ? ROLLED_UP[field.name] : undefined;
  return describeLimit(() =>
    column === undefined ? findAmongNewest(engine, field, options) : findInSums(engine, column, options),
  );
}

async function findInSums(engine: Engine, column: string, options: CompletionOptions): Promise<AttributeValueList> {
  const from = `(SELECT toString(${column}) AS value, sum(calls) AS spans FROM red_1m WHERE ${IN_MINUTES} GROUP BY value)`;
  const rows = await fetchValues(engine, from, { ...bindMinutes(options), ...bindOptions(options) });
  return { values: toValues(rows), sampledSpans: rows.length === 0 ? 0 : Number(rows[0].total) };
}

async function findAmongNewest(engine: Engine, field: Field, options: CompletionOptions): Promise<AttributeValueList> {
  const newest = await fetchNewestSpans(engine, options);
  const parameters = new SqlParameters();
  const texts = valueTexts(field, { parameters, resources: newest.resources });
  const from = `(SELECT value, count() AS spans FROM spans ARRAY JOIN ${texts} AS value WHERE ${newest.condition} GROUP BY value)`;
  const bound = { ...newest.parameters, ...parameters.values, ...bindOptions(options) };
  return { values: toValues(await fetchValues(engine, from, bound)), sampledSpans: newest.count };
}

function fetchValues(engine: Engine, from: string, parameters: Record<string, Parameter>): Promise<ValueRow[]> {
  return engine.read<ValueRow>(
    `SELECT * FROM (SELECT value, spans, sum(spans) OVER () AS total FROM ${from})
WHERE startsWith(lower(value), lower({prefix:String})) ORDER BY spans DESC, value LIMIT {limit:UInt32}`,
    parameters,
  );
}

function bindOptions({ prefix, limit }: CompletionOptions): Record<string, Parameter> {
  return { prefix, limit };
}

function toValues(rows: readonly ValueRow[]): AttributeValueList['values'] {
  return rows.map(({ value, spans }) => ({ value, count: Number(spans) }));
}
