import { parseQuery } from '@throughline/query-language';
import type { FastifyInstance } from 'fastify';
import type { ApiParts } from '../parts.ts';
import { findTraces } from '../../query/find-traces.ts';
import { parseSearch, SEARCH_SCHEMA } from '../search.ts';
import type { SearchParameters } from '../search.ts';
import { TraceView } from '../trace-view.ts';

const MAX_WINDOW = 10_000;
const ID_SCHEMA = { type: 'object', properties: { id: { type: 'string', description: '32 hex digits.' } } } as const;

/** Traces, in lists and whole. */
export function addTraceRoutes(app: FastifyInstance, { store }: ApiParts): void {
  const view = new TraceView(store.engine);
  app.get<{ Querystring: SearchParameters }>(
    '/api/v1/traces',
    { schema: { summary: 'Traces that a query finds, newest first.', querystring: SEARCH_SCHEMA } },
    ({ query: parameters }) => {
      const { query, options } = parseSearch(parameters);
      return findTraces(store.engine, query, options);
    },
  );
  app.get<{ Params: { id: string }; Querystring: { offset: number; limit: number } }>(
    '/api/v1/traces/:id',
    {
      schema: {
        summary: 'A trace as a tree: a window of its spans, depth first.',
        params: ID_SCHEMA,
        querystring: {
          type: 'object',
          properties: {
            offset: { type: 'integer', minimum: 0, default: 0, description: 'The first span of the window.' },
            limit: {
              type: 'integer',
              minimum: 1,
              maximum: MAX_WINDOW,
              default: MAX_WINDOW,
              description: 'Entries, at most.',
            },
          },
        },
      },
    },
    ({ params, query }) => view.fetch(params.id, query),
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/traces/:id/outline',
    { schema: { summary: 'A whole trace in columns, as little of each span as a picture needs.', params: ID_SCHEMA } },
    ({ params }) => view.fetchOutline(params.id),
  );
  app.get<{ Params: { id: string }; Querystring: { q: string } }>(
    '/api/v1/traces/:id/matches',
    {
      schema: {
        summary: 'Which spans of a trace a query finds.',
        params: ID_SCHEMA,
        querystring: {
          type: 'object',
          required: ['q'],
          additionalProperties: false,
          properties: { q: { type: 'string', description: 'A query.' } },
        },
      },
    },
    ({ params, query }) => view.findMatches(params.id, parseQuery(query.q)),
  );
}
