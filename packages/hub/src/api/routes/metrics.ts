import type { FastifyInstance } from 'fastify';
import { parseFields } from '../../attributes/parse-field.ts';
import { findMetricSeries } from '../../metrics/find-metric-series.ts';
import { findMetrics } from '../../metrics/find-metrics.ts';
import type { ApiParts } from '../parts.ts';
import { parseStep, STEP_PROPERTY } from '../step.ts';
import { parseTimeRange, RANGE_PROPERTIES } from '../time-range.ts';
import type { RangeParameters } from '../time-range.ts';

/** Metrics are sent all the time: an hour shows which there are. */
const DEFAULT_START = '-1h';

const METRIC_RANGE = {
  ...RANGE_PROPERTIES,
  start: {
    ...RANGE_PROPERTIES.start,
    default: DEFAULT_START,
    description: 'RFC 3339, a number since 1970, or like -15m.',
  },
} as const;

const SERVICE = { type: 'string', description: 'Of one service.' } as const;

interface MetricParameters extends RangeParameters {
  readonly prefix: string;
  readonly service?: string;
  readonly limit: number;
}

const METRIC_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    prefix: { type: 'string', maxLength: 1000, default: '', description: 'How names begin; the case does not matter.' },
    service: SERVICE,
    ...METRIC_RANGE,
    limit: { type: 'integer', minimum: 1, maximum: 5000, default: 1000, description: 'Entries, at most.' },
  },
} as const;

interface SeriesParameters extends RangeParameters {
  readonly service?: string;
  readonly step?: string;
  readonly by: string;
}

const SERIES_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    service: SERVICE,
    ...METRIC_RANGE,
    step: STEP_PROPERTY,
    by: {
      type: 'string',
      default: '',
      description: 'Up to 5 fields that tell series apart, with commas between them.',
    },
  },
} as const;

/** Metrics that were sent, whatever they are called. */
export function addMetricRoutes(app: FastifyInstance, { store }: ApiParts): void {
  app.get<{ Querystring: MetricParameters }>(
    '/api/v1/metrics',
    { schema: { summary: 'Metrics with points in the range, by name.', querystring: METRIC_SCHEMA } },
    ({ query: { start, end, ...search } }) => findMetrics(store.engine, { ...search, ...parseTimeRange(start, end) }),
  );
  app.get<{ Params: { name: string }; Querystring: SeriesParameters }>(
    '/api/v1/metrics/:name/series',
    {
      schema: {
        summary: 'What a metric was in each step of the range.',
        params: { type: 'object', properties: { name: { type: 'string', description: 'Of the metric.' } } },
        querystring: SERIES_SCHEMA,
      },
    },
    ({ params: { name }, query: { start, end, service, step, by } }) => {
      const range = parseTimeRange(start, end);
      const stepSeconds = parseStep(step, range);
      return findMetricSeries(store.engine, { ...range, name, service, stepSeconds, by: parseFields(by, 5) });
    },
  );
}
