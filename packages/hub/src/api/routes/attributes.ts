import type { FastifyInstance } from 'fastify';
import { findAttributeKeys } from '../../attributes/find-attribute-keys.ts';
import { findAttributeValues } from '../../attributes/find-attribute-values.ts';
import { parseField } from '../../attributes/parse-field.ts';
import type { ApiParts } from '../parts.ts';
import { parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';

interface CompletionParameters extends RangeParameters {
  readonly prefix: string;
  readonly limit: number;
}

const COMPLETION_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    prefix: { type: 'string', maxLength: 1000, default: '', description: 'How they begin; the case does not matter.' },
    ...RANGE_PROPERTIES,
    limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'Entries, at most.' },
  },
} as const;

const KEY_SCHEMA = {
  type: 'object',
  properties: {
    key: { type: 'string', description: 'As a query names it: `serviceName`, `http.route`, `resource.host.name`.' },
  },
} as const;

/** What a query may name, for completion. */
export function addAttributeRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: CompletionParameters }>(
    '/api/v1/attributes',
    { schema: { summary: 'Names of fields, from the newest spans of the range.', querystring: COMPLETION_SCHEMA } },
    ({ query: { start, end, prefix, limit } }) =>
      findAttributeKeys(store.engine, { ...parseTimeRange(start, end), prefix, limit }),
  );
  app.get<{ Params: { key: string }; Querystring: CompletionParameters }>(
    '/api/v1/attributes/:key/values',
    {
      schema: {
        summary: 'Values of a field, most frequent first, from the newest spans of the range.',
        params: KEY_SCHEMA,
        querystring: COMPLETION_SCHEMA,
      },
    },
    ({ params, query: { start, end, prefix, limit } }) =>
      findAttributeValues(store.engine, parseField(params.key), { ...parseTimeRange(start, end), prefix, limit }),
  );
}
