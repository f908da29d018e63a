import { defineOptions } from '../option.ts';
import { sampler } from '../values/sampler-option.ts';
import { arrayOf, integer, objectWith, oneOf, ratio, timeout } from '../values/value-types.ts';

export const samplingOptions = defineOptions([
  {
    key: 'sampler',
    type: sampler,
    variables: ['OTEL_TRACES_SAMPLER'],
    default: 'parentbased_always_on',
    description: 'Which traces are recorded; code may also give a rule list or a standard `Sampler`.',
  },
  {
    key: 'samplerRatio',
    type: ratio,
    variables: ['OTEL_TRACES_SAMPLER_ARG'],
    defaultText: '1',
    description:
      'The part of traces that a ratio or probability sampler keeps; in code alone, for `parentbased_traceidratio`.',
  },
  {
    key: 'idGenerator',
    type: objectWith('IdGenerator', ['generateTraceId', 'generateSpanId']),
    defaultText: 'random',
    description: 'Makes trace and span ids.',
  },
]);

/** With 128 for all, as the specification has it. */
const count = { type: integer({ unlimited: true }), default: 128 };

export const limitOptions = defineOptions([
  {
    key: 'limits.attributeValueLengthLimit',
    type: integer({ unlimited: true }),
    variables: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    default: 4096,
    unit: 'UTF-16 units',
    description: 'Longer texts in attributes are cut; the specification has no limit here, Throughline always does.',
  },
  {
    ...count,
    key: 'limits.attributeCountLimit',
    variables: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    description: 'Attributes of a span.',
  },
  {
    ...count,
    key: 'limits.eventCountLimit',
    variables: ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
    description: 'Events of a span; over it, an exception still takes the place of the newest that is none.',
  },
  {
    ...count,
    key: 'limits.linkCountLimit',
    variables: ['OTEL_SPAN_LINK_COUNT_LIMIT'],
    description: 'Links of a span.',
  },
  {
    ...count,
    key: 'limits.eventAttributeCountLimit',
    variables: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'],
    description: 'Attributes of an event.',
  },
  {
    ...count,
    key: 'limits.linkAttributeCountLimit',
    variables: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'],
    description: 'Attributes of a link.',
  },
]);

export const batchOptions = defineOptions([
  {
    key: 'batch.scheduleDelayMs',
    type: integer(),
    variables: ['OTEL_BSP_SCHEDULE_DELAY'],
    default: 5000,
    unit: 'ms',
    description: 'The longest a finished span waits for its export.',
  },
  {
    key: 'batch.exportTimeoutMs',
    type: timeout,
    variables: ['OTEL_BSP_EXPORT_TIMEOUT'],
    default: 30_000,
    unit: 'ms, 0 for no limit',
    description:
      'Time for one attempt to export; what failed for now is tried again for as long as the queue has room for it.',
  },
  {
    key: 'batch.maxExportBatchSize',
    type: integer({ minimum: 1 }),
    variables: ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'],
    default: 512,
    unit: 'spans',
    description: 'Spans in one request; no more than fit into the queue.',
  },
  {
    key: 'batch.maxQueueSize',
    type: integer({ minimum: 1 }),
    variables: ['OTEL_BSP_MAX_QUEUE_SIZE'],
    defaultText: 'none: bytes are bounded instead',
    unit: 'spans',
    description: 'Spans that may wait for export, if also their number is to be bounded.',
  },
  {
    key: 'batch.maxQueueBytes',
    type: integer({ minimum: 65_536 }),
    variables: ['OTEL_NODE_MAX_QUEUE_BYTES'],
    default: 32 * 1024 * 1024,
    unit: 'bytes',
    description: 'Memory for encoded spans that wait for export, in each exporter.',
  },
  {
    key: 'batch.keep',
    type: oneOf(['newest', 'oldest']),
    variables: ['OTEL_NODE_QUEUE_KEEP'],
    default: 'newest',
    description: 'Which spans stay when the queue is full.',
  },
  {
    key: 'spanProcessors',
    type: arrayOf('SpanProcessor', ['onStart', 'onEnd', 'forceFlush', 'shutdown']),
    default: [],
    defaultText: 'none',
    description: 'Standard span processors; with any, spans go elsewhere too only if `exporters` are named.',
  },
  {
    key: 'spanExporters',
    type: arrayOf('SpanExporter', ['export', 'shutdown']),
    default: [],
    defaultText: 'none',
    description:
      'Standard span exporters, each with a batch; with any, spans go elsewhere too only if `exporters` are named.',
  },
]);
