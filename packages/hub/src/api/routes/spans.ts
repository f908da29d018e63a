import type { FastifyInstance } from 'fastify';
import { findSpans } from '../../query/find-spans.ts';
import type { ApiParts } from '../parts.ts';
import { parseSearch, SEARCH_SCHEMA } from '../search.ts';
import type { SearchParameters } from '../search.ts';

/** Spans, in lists. */
export function addSpanRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: SearchParameters }>(
    '/api/v1/spans',
    { schema: { summary: 'Spans that a query finds, newest first.', querystring: SEARCH_SCHEMA } },
    ({ query: parameters }) => {
      const { query, options } = parseSearch(parameters);
      return findSpans(store.engine, query, options);
    },
  );
}
