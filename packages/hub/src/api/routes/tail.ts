import { findBeyondSpan, parseQuery } from '@throughline/query-language';
import type { Query } from '@throughline/query-language';
import type { FastifyInstance } from 'fastify';
import { createQueryError } from '../../query-error.ts';
import { EventStream } from '../event-stream.ts';
import type { ApiParts } from '../parts.ts';
import { TailStream } from '../tail-stream.ts';

interface TailParameters {
  readonly q: string;
  readonly run?: string;
  readonly service?: string;
}

const TAIL_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    q: { type: 'string', default: '', description: 'A query about single spans; every span without one.' },
    service: { type: 'string', description: 'Of one service.' },
    run: { type: 'string', description: 'Only what one `throughline run` sent.' },
  },
} as const;

/** Spans as they arrive. */
export function addTailRoutes(app: FastifyInstance, { tail }: ApiParts): void {
  app.get<{ Querystring: TailParameters }>(
    '/api/v1/tail',
    {
      schema: {
        summary: 'Spans that match, as they arrive: server-sent events `ready`, `span`, `dropped`, `end`.',
        querystring: TAIL_SCHEMA,
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      const { q, service, run } = request.query;
      const query = parseSpanQuery(q);
      tail.assertRoom();
      reply.hijack();
      const stream = new TailStream({ query, service, run }, new EventStream(reply.raw));
      reply.raw.on('close', tail.listen(stream));
      stream.onReady();
    },
  );
}

/** @throws QueryError, also for a query that one span alone cannot answer. */
function parseSpanQuery(q: string): Query {
  const query = parseQuery(q);
  const beyond = findBeyondSpan(query);
  if (beyond === undefined) return query;
  throw createQueryError(q, beyond, {
    code: 'TL_QUERY_NOT_PER_SPAN',
    message: `cannot watch for whole traces or numbers: got ${q.slice(beyond.from, beyond.to)}, need conditions about single spans`,
  });
}
