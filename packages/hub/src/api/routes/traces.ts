import type { FastifyInstance } from 'fastify';
import type { ApiParts } from '../parts.ts';
import { listTraces } from '../list-traces.ts';
import type { TraceFilter } from '../list-traces.ts';
import { TraceView } from '../trace-view.ts';

const MAX_WINDOW = 10_000;
const MAX_LISTED = 1000;

/** Traces, in lists and whole. */
export function addTraceRoutes(app: FastifyInstance, { store }: ApiParts): void {
  const view = new TraceView(store.engine);
  app.get<{ Querystring: TraceFilter }>(
    '/api/v1/traces',
    {
      schema: {
        summary: 'Traces, newest first.',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            run: { type: 'string', description: 'Only those of one `throughline run`.' },
            limit: { type: 'integer', minimum: 1, maximum: MAX_LISTED, default: 50 },
          },
        },
      },
    },
    ({ query }) => listTraces(store.engine, query),
  );
  app.get<{ Params: { id: string }; Querystring: { offset: number; limit: number } }>(
    '/api/v1/traces/:id',
    {
      schema: {
        summary: 'A trace as a tree: a window of its spans, depth first.',
        params: { type: 'object', properties: { id: { type: 'string', description: '32 hex digits.' } } },
        querystring: {
          type: 'object',
          properties: {
            offset: { type: 'integer', minimum: 0, default: 0 },
            limit: { type: 'integer', minimum: 1, maximum: MAX_WINDOW, default: MAX_WINDOW },
          },
        },
      },
    },
    ({ params, query }) => view.fetch(params.id, query),
  );
}
