import type { FastifyInstance } from 'fastify';
import { findProblems } from '../../diagnosis/find-problems.ts';
import type { ApiParts } from '../parts.ts';
import { parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';

const PROBLEM_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...RANGE_PROPERTIES,
    start: { ...RANGE_PROPERTIES.start, default: '-1h', description: 'RFC 3339, a number since 1970, or like -15m.' },
  },
} as const;

/** What is odd about the data. */
export function addProblemRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: RangeParameters }>(
    '/api/v1/problems',
    {
      schema: { summary: 'What is odd about the newest spans, and what to do about it.', querystring: PROBLEM_SCHEMA },
    },
    ({ query: { start, end } }) => findProblems(store.engine, parseTimeRange(start, end)),
  );
}
