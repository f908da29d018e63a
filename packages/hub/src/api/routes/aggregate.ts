import { parseQuery } from '@throughline/query-language';
import type { FastifyInstance } from 'fastify';
import { aggregate } from '../../query/aggregate.ts';
import type { ApiParts } from '../parts.ts';
import { requirePipeline } from '../pipeline.ts';
import { parseStep, STEP_PROPERTY } from '../step.ts';
import { parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';

const AGGREGATE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['q'],
  properties: {
    q: { type: 'string', description: 'A query with a pipeline, such as `status=error | rate() by serviceName`.' },
    ...RANGE_PROPERTIES,
    step: STEP_PROPERTY,
  },
} as const;

interface AggregateParameters extends RangeParameters {
  readonly q: string;
  readonly step?: string;
}

/** Numbers from spans. */
export function addAggregateRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: AggregateParameters }>(
    '/api/v1/aggregate',
    {
      schema: {
        summary:
          'What the pipeline of a query computes: series over time, and totals. Quantiles of more than 500,000 spans may be off by 2.4 %.',
        querystring: AGGREGATE_SCHEMA,
      },
    },
    ({ query: { q, start, end, step } }) => {
      const query = requirePipeline(parseQuery(q), q);
      const range = parseTimeRange(start, end);
      return aggregate(store.engine, query, { ...range, stepSeconds: parseStep(step, range) });
    },
  );
}
