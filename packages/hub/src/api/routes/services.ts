import type { FastifyInstance } from 'fastify';
import { findDependencies } from '../../services/find-dependencies.ts';
import { findOperations, findServices } from '../../services/find-services.ts';
import type { ApiParts } from '../parts.ts';
import { parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';

const RANGE_SCHEMA = { type: 'object', additionalProperties: false, properties: RANGE_PROPERTIES } as const;

const OPERATION_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    service: { type: 'string', description: 'Of all services without one.' },
    ...RANGE_PROPERTIES,
    limit: { type: 'integer', minimum: 1, maximum: 5000, default: 1000, description: 'Entries, at most.' },
  },
} as const;

interface OperationParameters extends RangeParameters {
  readonly service?: string;
  readonly limit: number;
}

/** Services: what they are asked for, and whom they call. */
export function addServiceRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: RangeParameters }>(
    '/api/v1/services',
    { schema: { summary: 'Services with rate, errors and durations, by name.', querystring: RANGE_SCHEMA } },
    ({ query: { start, end } }) => findServices(store.engine, parseTimeRange(start, end)),
  );
  app.get<{ Querystring: OperationParameters }>(
    '/api/v1/operations',
    { schema: { summary: 'Operations with the same, most calls first.', querystring: OPERATION_SCHEMA } },
    ({ query: { start, end, service, limit } }) =>
      findOperations(store.engine, { ...parseTimeRange(start, end), service, limit }),
  );
  app.get<{ Querystring: RangeParameters }>(
    '/api/v1/dependencies',
    { schema: { summary: 'Who calls whom, most calls first.', querystring: RANGE_SCHEMA } },
    ({ query: { start, end } }) => findDependencies(store.engine, parseTimeRange(start, end)),
  );
}
