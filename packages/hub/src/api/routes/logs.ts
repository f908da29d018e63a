import type { FastifyInstance } from 'fastify';
import { findLogs } from '../../logs/find-logs.ts';
import { SEVERITIES } from '../../logs/severity.ts';
import type { ApiParts } from '../parts.ts';
import { parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';
import type { LogSeverity } from '../types.ts';

interface LogParameters extends RangeParameters {
  readonly q: string;
  readonly traceId?: string;
  readonly service?: string;
  readonly severity?: LogSeverity;
  readonly limit: number;
  readonly cursor?: string;
}

const LOG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    q: { type: 'string', default: '', description: 'Conditions about one record, and words in its body.' },
    traceId: { type: 'string', pattern: '^[0-9a-fA-F]{32}$', description: 'Of one trace: 32 hex digits.' },
    service: { type: 'string', description: 'Of one service.' },
    severity: { type: 'string', enum: SEVERITIES, description: 'At least so severe.' },
    ...RANGE_PROPERTIES,
    limit: { type: 'integer', minimum: 1, maximum: 1000, default: 50, description: 'Entries, at most.' },
    cursor: { type: 'string', description: '`nextCursor` of the page before.' },
  },
} as const;

/** Log records. */
export function addLogRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: LogParameters }>(
    '/api/v1/logs',
    { schema: { summary: 'Log records that a query finds, newest first.', querystring: LOG_SCHEMA } },
    ({ query: { start, end, traceId, ...search } }) =>
      findLogs(store.engine, { ...search, ...parseTimeRange(start, end), traceId: traceId?.toLowerCase() }),
  );
}
