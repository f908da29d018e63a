import { describe, expect, test } from 'vitest';
import { checkVariable, integerCases, positiveCases, timeoutCases } from './fixtures/check-variable.ts';
import type { Read } from './fixtures/check-variable.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const MAX = 2_147_483_647;

describe('each variable: unset, empty, good and bad', () => {
  test('switches', () => {
    const read: Read = (c) => [c.enabled, c.disabledBy];
    checkVariable('OTEL_ENABLED', {
      read,
      otherwise: [true, undefined],
      good: [
        ['TRUE', [true, undefined]],
        ['False', [false, 'OTEL_ENABLED']],
      ],
    });
    checkVariable('OTEL_SDK_DISABLED', {
      read,
      otherwise: [true, undefined],
      good: [
        ['true', [false, 'OTEL_SDK_DISABLED']],
        ['True', [false, 'OTEL_SDK_DISABLED']],
        ['false', [true, undefined]],
      ],
      bad: ['1', 'yes', 'on'],
      need: 'true or false',
      using: 'using false',
    });
  });

  test('only "true" turns OTEL_ENABLED on, and what else is there is said', () => {
    const { configuration, warnings } = resolveConfiguration(undefined, { OTEL_ENABLED: '1' });
    expect(configuration).toMatchObject({ enabled: false, disabledBy: 'OTEL_ENABLED' });
    expect(warnings).toEqual(['cannot use OTEL_ENABLED: got "1", need true or false; using false']);
  });

  test('runtime', () => {
    checkVariable('OTEL_LOG_LEVEL', {
      read: (c) => c.logLevel,
      otherwise: 'info',
      good: [
        ['WARN', 'warn'],
        ['none', 'none'],
        ['error', 'error'],
        ['debug', 'debug'],
        ['VERBOSE', 'debug'],
        ['all', 'debug'],
      ],
      bad: ['loud'],
      need: 'one of none, error, warn, info, debug',
    });
    checkVariable('OTEL_NODE_SHUTDOWN_DEADLINE', {
      ...integerCases,
      read: (c) => c.shutdownDeadlineMs,
      otherwise: 3000,
    });
  });

  test('resource', () => {
    const unnamed = resolveConfiguration(undefined, {}).configuration.serviceName;
    const withName = (name: string) => ({ 'service.name': name });
    checkVariable('OTEL_SERVICE_NAME', {
      read: (c) => c.serviceName,
      otherwise: unnamed,
      good: [
        ['shop', 'shop'],
        [' a b ', 'a b'],
      ],
    });
    checkVariable('OTEL_RESOURCE_ATTRIBUTES', {
      read: (c) => c.resourceAttributes,
      otherwise: withName(unnamed),
      good: [
        ['a=1, b=x%2Cy%3Dz ,', { ...withName(unnamed), a: '1', b: 'x,y=z' }],
        ['service.name=cart', withName('cart')],
        ['empty=', { ...withName(unnamed), empty: '' }],
      ],
    });
    const all = ['env', 'host', 'os', 'process', 'container', 'serviceinstance'];
    checkVariable('OTEL_NODE_RESOURCE_DETECTORS', {
      read: (c) => c.resourceDetectors,
      otherwise: all,
      good: [
        ['host,os', ['host', 'os']],
        ['ALL', all],
        ['none', []],
        ['host,all', all],
      ],
      bad: ['aws'],
      need: `any of ${all.join(', ')}, or none or all`,
      using: `using ${all.join(',')}`,
    });
    checkVariable('GOOGLE_CLOUD_PROJECT', {
      read: (c) => c.resourceAttributes['gcp.project_id'],
      otherwise: undefined,
      good: [['netra-staging', 'netra-staging']],
      beside: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
    });
  });

  test('propagation', () => {
    checkVariable('OTEL_PROPAGATORS', {
      read: (c) => c.propagators,
      otherwise: ['tracecontext', 'baggage'],
      good: [
        ['b3', ['b3']],
        ['B3Multi, tracecontext,b3multi', ['b3multi', 'tracecontext']],
        ['none', []],
      ],
      bad: ['jaeger', 'xray', 'ottrace'],
      need: 'any of tracecontext, baggage, b3, b3multi, or none',
      using: 'using tracecontext,baggage',
    });
  });

  test('sampling', () => {
    checkVariable('OTEL_TRACES_SAMPLER', {
      read: (c) => c.sampler.kind,
      otherwise: 'parent_based',
      good: [
        ['always_on', 'always_on'],
        ['ALWAYS_OFF', 'always_off'],
        ['traceidratio', 'trace_id_ratio'],
        ['probability', 'probability'],
        ['parentbased', 'parent_based'],
        ['parentbased_always_on', 'parent_based'],
        ['parentbased_always_off', 'parent_based'],
        ['parentbased_traceidratio', 'parent_based'],
        ['parentbased_probability', 'parent_threshold'],
      ],
      bad: ['jaeger_remote', 'parentbased_jaeger_remote', 'xray', 'sometimes'],
      need:
        'one of always_on, always_off, traceidratio, probability, parentbased, parentbased_always_on, ' +
        'parentbased_always_off, parentbased_traceidratio, parentbased_probability',
      using: 'using parentbased_always_on',
    });
    checkVariable('OTEL_TRACES_SAMPLER_ARG', {
      read: (c) => c.sampler,
      otherwise: { kind: 'trace_id_ratio', ratio: 1 },
      good: [
        ['0', { kind: 'trace_id_ratio', ratio: 0 }],
        ['0.25', { kind: 'trace_id_ratio', ratio: 0.25 }],
        ['1.0', { kind: 'trace_id_ratio', ratio: 1 }],
      ],
      bad: ['-0.1', '1.0001', '10%', 'half', 'NaN'],
      need: 'a number from 0 to 1',
      using: 'using 1',
      beside: { OTEL_TRACES_SAMPLER: 'traceidratio' },
    });
  });

  test('limits', () => {
    checkVariable('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.attributeValueLengthLimit,
      otherwise: 4096,
    });
    checkVariable('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.attributeValueLengthLimit,
      otherwise: 11,
      beside: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '11' },
    });
    checkVariable('OTEL_ATTRIBUTE_COUNT_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.attributeCountLimit,
      otherwise: 128,
    });
    checkVariable('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.attributeCountLimit,
      otherwise: 11,
      beside: { OTEL_ATTRIBUTE_COUNT_LIMIT: '11' },
    });
    checkVariable('OTEL_SPAN_EVENT_COUNT_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.eventCountLimit,
      otherwise: 128,
    });
    checkVariable('OTEL_SPAN_LINK_COUNT_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.linkCountLimit,
      otherwise: 128,
    });
    checkVariable('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.eventAttributeCountLimit,
      otherwise: 128,
    });
    checkVariable('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', {
      ...integerCases,
      read: (c) => c.limits.linkAttributeCountLimit,
      otherwise: 128,
    });
  });

  test('batch', () => {
    checkVariable('OTEL_BSP_SCHEDULE_DELAY', {
      ...integerCases,
      read: (c) => c.batch.scheduleDelayMs,
      otherwise: 5000,
    });
    checkVariable('OTEL_BSP_EXPORT_TIMEOUT', {
      ...timeoutCases,
      read: (c) => c.batch.exportTimeoutMs,
      otherwise: 30_000,
    });
    checkVariable('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', {
      ...positiveCases,
      read: (c) => c.batch.maxExportBatchSize,
      otherwise: 512,
    });
    checkVariable('OTEL_BSP_MAX_QUEUE_SIZE', {
      ...positiveCases,
      read: (c) => c.batch.maxQueueSize,
      otherwise: undefined,
      using: 'it is ignored',
    });
    checkVariable('OTEL_NODE_MAX_QUEUE_BYTES', {
      read: (c) => c.batch.maxQueueBytes,
      otherwise: 33_554_432,
      good: [
        ['65536', 65_536],
        [String(MAX), MAX],
      ],
      bad: ['65535', '2147483648', '32MB'],
      need: 'an integer from 65536 to 2147483647',
    });
    checkVariable('OTEL_NODE_QUEUE_KEEP', {
      read: (c) => c.batch.keep,
      otherwise: 'newest',
      good: [
        ['OLDEST', 'oldest'],
        ['newest', 'newest'],
      ],
      bad: ['latest'],
      need: 'one of newest, oldest',
    });
  });

  test('exporters', () => {
    checkVariable('OTEL_TRACES_EXPORTER', {
      read: (c) => c.exporters.map(({ kind }) => kind),
      otherwise: ['otlp'],
      good: [
        ['console', ['console']],
        ['none', []],
        ['otlp, console,FILE,otlp/stdout,otlp', ['otlp', 'console', 'file', 'otlp/stdout']],
      ],
      bad: ['zipkin', 'logging'],
      need: 'any of otlp, console, file, otlp/stdout, or none',
    });
    checkVariable('OTEL_CONSOLE_EXPORTER', {
      read: (c) => c.exporters.map(({ kind }) => kind),
      otherwise: ['otlp'],
      good: [
        ['true', ['otlp', 'console']],
        ['false', ['otlp']],
      ],
      bad: ['1'],
      need: 'true or false',
      using: 'using false',
    });
    checkVariable('OTEL_NODE_EXPORTER_FILE_PATH', {
      read: (c) => c.exporters,
      otherwise: [expect.objectContaining({ kind: 'file', path: 'traces.jsonl' })],
      good: [['/var/log/t.jsonl', [expect.objectContaining({ kind: 'file', path: '/var/log/t.jsonl' })]]],
      beside: { OTEL_TRACES_EXPORTER: 'file' },
    });
  });
});
