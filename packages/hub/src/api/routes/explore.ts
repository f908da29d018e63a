import { parseQuery } from '@throughline/query-language';
import type { FastifyInstance } from 'fastify';
import { parseField, parseFields } from '../../attributes/parse-field.ts';
import { findDifference } from '../../explore/find-difference.ts';
import { findFacets } from '../../explore/find-facets.ts';
import { findHeatmap } from '../../explore/find-heatmap.ts';
import type { ApiParts } from '../parts.ts';
import { parseSearch } from '../search.ts';
import { parseTime, parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';

interface ExploreParameters extends RangeParameters {
  readonly q?: string;
  readonly run?: string;
}

const EXPLORE_PROPERTIES = {
  q: { type: 'string', description: 'A query; every span without one.' },
  run: { type: 'string', description: 'Only what one `throughline run` sent.' },
  ...RANGE_PROPERTIES,
} as const;

const HEATMAP_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...EXPLORE_PROPERTIES,
    columns: { type: 'integer', minimum: 1, maximum: 120, default: 60, description: 'Steps of the range.' },
    rows: { type: 'integer', minimum: 2, maximum: 40, default: 30, description: 'Of durations, at most.' },
  },
} as const;

const FACET_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...EXPLORE_PROPERTIES,
    keys: { type: 'string', default: '', description: 'Up to 10 more fields, with commas between them.' },
  },
} as const;

const DIFFERENCE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...EXPLORE_PROPERTIES,
    q: { type: 'string', description: 'The spans that are asked about.' },
    selectionStart: { type: 'string', description: 'When they began, if that is narrower than the range.' },
    selectionEnd: { type: 'string', description: 'The same, exclusive.' },
    baseline: { type: 'string', default: '', description: 'The others, but for these. Every span without it.' },
    limit: { type: 'integer', minimum: 1, maximum: 500, default: 50, description: 'Entries, at most.' },
  },
} as const;

interface DifferenceParameters extends ExploreParameters {
  readonly selectionStart?: string;
  readonly selectionEnd?: string;
  readonly baseline: string;
  readonly limit: number;
}

const FACET_FIELDS = ['serviceName', 'name', 'status', 'kind'].map(parseField);

/** How the spans of a query are spread, and what sets some of them apart. */
export function addExploreRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: ExploreParameters & { columns: number; rows: number } }>(
    '/api/v1/heatmap',
    { schema: { summary: 'Spans by start and duration.', querystring: HEATMAP_SCHEMA } },
    ({ query: { columns, rows, ...parameters } }) => {
      const { query, options } = parseSearch({ ...parameters, limit: 1 });
      return findHeatmap(store.engine, query, { ...options, columns, rows });
    },
  );
  app.get<{ Querystring: ExploreParameters & { keys: string } }>(
    '/api/v1/facets',
    { schema: { summary: 'Spans by the values of fields.', querystring: FACET_SCHEMA } },
    ({ query: { keys, ...parameters } }) => {
      const { query, options } = parseSearch({ ...parameters, limit: 1 });
      const { startUnixNano, endUnixNano } = options;
      return findFacets(store.engine, query, {
        startUnixNano,
        endUnixNano,
        fields: [...FACET_FIELDS, ...parseFields(keys, 10)],
      });
    },
  );
  app.get<{ Querystring: DifferenceParameters }>(
    '/api/v1/attributes/difference',
    { schema: { summary: 'What is different about the spans of a query.', querystring: DIFFERENCE_SCHEMA } },
    ({ query: { start, end, q, run, selectionStart, selectionEnd, baseline, limit } }) => {
      const range = parseTimeRange(start, end);
      const selectionRange = {
        startUnixNano: selectionStart === undefined ? range.startUnixNano : parseTime(selectionStart),
        endUnixNano: selectionEnd === undefined ? range.endUnixNano : parseTime(selectionEnd),
      };
      const { query: selection } = parseSearch({ q, run, limit: 1 });
      return findDifference(store.engine, {
        ...range,
        selection,
        selectionRange,
        baseline: parseQuery(baseline),
        limit,
      });
    },
  );
}
