import type { Sampler, TextMapPropagator } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { ThroughlineError } from '../errors.ts';
import { otlpOf } from './fixtures/check-variable.ts';
import { findUnfrozen } from './fixtures/find-unfrozen.ts';
import { resolveConfiguration } from './resolve-configuration.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

function resolve(options: TelemetryOptions | undefined, environment: Record<string, string> = {}) {
  return resolveConfiguration(options, environment);
}

describe('the switch: off by a variable wins, else the variable, else code', () => {
  const on = [true, undefined];
  test.each<[TelemetryOptions | undefined, Record<string, string>, unknown]>([
    [undefined, {}, on],
    [{ enabled: true }, {}, on],
    [{ enabled: false }, {}, [false, 'option "enabled"']],
    [{ enabled: false }, { OTEL_ENABLED: 'true' }, on],
    [{ enabled: false }, { OTEL_SDK_DISABLED: 'false' }, [false, 'option "enabled"']],
    [{ enabled: true }, { OTEL_ENABLED: 'false' }, [false, 'OTEL_ENABLED']],
    [{ enabled: true }, { OTEL_SDK_DISABLED: 'true', OTEL_ENABLED: 'true' }, [false, 'OTEL_SDK_DISABLED']],
    [{ telemetry: { enabled: true } }, {}, on],
    [{ telemetry: { enabled: false } }, {}, [false, 'option "telemetry.enabled"']],
    [{ telemetry: {} }, {}, [false, 'option "telemetry.enabled"']],
    [{ telemetry: null }, {}, [false, 'option "telemetry.enabled"']],
    [{ telemetry: undefined }, {}, [false, 'option "telemetry.enabled"']],
    [{ telemetry: { enabled: false }, enabled: true }, {}, on],
    [{ telemetry: { enabled: true }, enabled: false }, {}, [false, 'option "enabled"']],
    [{ telemetry: {} }, { OTEL_ENABLED: 'true' }, on],
    [{ telemetry: { enabled: true } }, { OTEL_SDK_DISABLED: 'true' }, [false, 'OTEL_SDK_DISABLED']],
  ])('%j with %j', (options, environment, expected) => {
    const { enabled, disabledBy } = resolve(options, environment).configuration;
    expect([enabled, disabledBy]).toEqual(expected);
  });

  test('a rollback works whatever else is wrong', () => {
    const broken = { bach: true } as TelemetryOptions;
    const environment = { OTEL_SDK_DISABLED: 'true', OTEL_CONFIG_FILE: '/nowhere.yaml', OTEL_BSP_SCHEDULE_DELAY: 'x' };
    const { configuration, warnings } = resolve(broken, environment);
    expect(configuration).toMatchObject({ enabled: false, disabledBy: 'OTEL_SDK_DISABLED' });
    expect(warnings).toEqual([]);
  });
});

describe('a variable wins over code', () => {
  test.each<
    [string, TelemetryOptions, Record<string, string>, (result: ReturnType<typeof resolve>) => unknown, unknown]
  >([
    [
      'plain',
      { batch: { scheduleDelayMs: 1 } },
      { OTEL_BSP_SCHEDULE_DELAY: '2' },
      (r) => r.configuration.batch.scheduleDelayMs,
      2,
    ],
    ['code alone', { batch: { scheduleDelayMs: 1 } }, {}, (r) => r.configuration.batch.scheduleDelayMs, 1],
    [
      'bad variable',
      { batch: { scheduleDelayMs: 1 } },
      { OTEL_BSP_SCHEDULE_DELAY: 'x' },
      (r) => r.configuration.batch.scheduleDelayMs,
      1,
    ],
    ['list', { propagators: ['b3'] }, { OTEL_PROPAGATORS: 'none' }, (r) => r.configuration.propagators, []],
    [
      'general limit',
      { limits: { attributeCountLimit: 1 } },
      { OTEL_ATTRIBUTE_COUNT_LIMIT: '2' },
      (r) => r.configuration.limits.attributeCountLimit,
      2,
    ],
    [
      'name',
      { serviceName: 'code' },
      { OTEL_SERVICE_NAME: 'variable' },
      (r) => r.configuration.serviceName,
      'variable',
    ],
    [
      'name among attributes',
      { serviceName: 'code' },
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=variable' },
      (r) => r.configuration.serviceName,
      'variable',
    ],
    [
      'name over attribute',
      {},
      { OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b' },
      (r) => r.configuration.resourceAttributes,
      { 'service.name': 'a' },
    ],
    [
      'name in code over attribute',
      { serviceName: 'a', resourceAttributes: { 'service.name': 'b' } },
      {},
      (r) => r.configuration.serviceName,
      'a',
    ],
    [
      'attributes by key',
      { serviceName: 's', resourceAttributes: { a: 1, b: [true] } },
      { OTEL_RESOURCE_ATTRIBUTES: 'a=2' },
      (r) => r.configuration.resourceAttributes,
      { a: '2', b: [true], 'service.name': 's' },
    ],
    [
      'headers by key',
      { otlp: { headers: { A: '1', b: '1' } } },
      { OTEL_EXPORTER_OTLP_HEADERS: 'a=2' },
      (r) => otlpOf(r.configuration).headers,
      { a: '2', b: '1' },
    ],
    [
      'endpoint for all over the one for traces in code',
      { otlp: { tracesEndpoint: 'http://code/x' } },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://variable' },
      (r) => otlpOf(r.configuration).url,
      'http://variable/v1/traces',
    ],
    ['exporters', { exporters: ['console'] }, { OTEL_TRACES_EXPORTER: 'none' }, (r) => r.configuration.exporters, []],
  ])('%s', (_, options, environment, read, expected) => {
    expect(read(resolve(options, environment))).toEqual(expected);
  });

  test('the warning names the value in use, be it from code', () => {
    const { warnings } = resolve({ batch: { scheduleDelayMs: 1 } }, { OTEL_BSP_SCHEDULE_DELAY: 'x' });
    expect(warnings).toEqual([
      'cannot use OTEL_BSP_SCHEDULE_DELAY: got "x", need an integer from 0 to 2147483647; using 1',
    ]);
  });

  test('the warning does not show an object of the application', () => {
    const { warnings } = resolve({ sampler: { root: 'always_on' } }, { OTEL_TRACES_SAMPLER: 'x' });
    expect(warnings).toEqual([expect.stringMatching(/; using the one given in code$/)]);
  });

  test('the warning shows no attributes', () => {
    const { configuration, warnings } = resolve(
      { resourceAttributes: { key: 'secret' } },
      { OTEL_RESOURCE_ATTRIBUTES: 'a=1,secret' },
    );
    expect(configuration.resourceAttributes).toMatchObject({ key: 'secret' });
    expect(configuration.resourceAttributes).not.toHaveProperty('a');
    expect(warnings).toEqual([
      'cannot use OTEL_RESOURCE_ATTRIBUTES: got an entry with no key, or no "=" (entry 2), ' +
        'need key=value,key=value with "," percent-encoded; it is ignored',
    ]);
  });

  test('of a list the usable part is used', () => {
    const { configuration, warnings } = resolve(undefined, {
      OTEL_PROPAGATORS: 'b3,jaeger,xray',
      OTEL_TRACES_EXPORTER: 'none,otlp',
    });
    expect(configuration.propagators).toEqual(['b3']);
    expect(configuration.exporters).toEqual([]);
    expect(warnings).toEqual([
      'cannot use OTEL_PROPAGATORS: got "jaeger", need any of tracecontext, baggage, b3, b3multi, or none; using b3',
      'cannot use OTEL_TRACES_EXPORTER: got "none,otlp", need "none" alone, or a list without it; using none',
    ]);
  });
});

describe('samplers and their ratio', () => {
  const all = { kind: 'parent_based', root: { kind: 'always_on' } };
  const tenth = { kind: 'parent_based', root: { kind: 'trace_id_ratio', ratio: 0.1 } };
  test.each<[string, TelemetryOptions | undefined, Record<string, string>, object]>([
    ['the default', undefined, {}, all],
    ['parentbased without ratio', undefined, { OTEL_TRACES_SAMPLER: 'parentbased' }, all],
    [
      'parentbased with ratio',
      undefined,
      { OTEL_TRACES_SAMPLER: 'parentbased', OTEL_TRACES_SAMPLER_ARG: '0.1' },
      tenth,
    ],
    ['by name', undefined, { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }, tenth],
    ['in code', { sampler: 'parentbased_traceidratio', samplerRatio: 0.1 }, {}, tenth],
    ['a ratio in code alone', { samplerRatio: 0.1 }, {}, tenth],
    [
      'ratio of the variable for code',
      { sampler: 'parentbased', samplerRatio: 0.5 },
      { OTEL_TRACES_SAMPLER_ARG: '0.1' },
      tenth,
    ],
    [
      'no ratio of code for the variable',
      { sampler: 'probability', samplerRatio: 0.1 },
      { OTEL_TRACES_SAMPLER: 'traceidratio' },
      { kind: 'trace_id_ratio', ratio: 1 },
    ],
    [
      'consistent',
      undefined,
      { OTEL_TRACES_SAMPLER: 'parentbased_probability', OTEL_TRACES_SAMPLER_ARG: '0.5' },
      { kind: 'parent_threshold', root: { kind: 'probability', ratio: 0.5 } },
    ],
  ])('%s', (_, options, environment, expected) => {
    const { configuration, warnings } = resolve(options, environment);
    expect(configuration.sampler).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });

  test.each<[TelemetryOptions | undefined, Record<string, string>, string]>([
    [
      undefined,
      { OTEL_TRACES_SAMPLER_ARG: '0.1' },
      'OTEL_TRACES_SAMPLER_ARG: got 0.1 for the sampler parentbased_always_on',
    ],
    [
      undefined,
      { OTEL_TRACES_SAMPLER: 'always_on', OTEL_TRACES_SAMPLER_ARG: '0.1' },
      'OTEL_TRACES_SAMPLER_ARG: got 0.1 for the sampler always_on',
    ],
    [{ sampler: 'always_off', samplerRatio: 0.1 }, {}, 'option "samplerRatio": got 0.1 for the sampler always_off'],
    [
      { sampler: { rules: [] } },
      { OTEL_TRACES_SAMPLER_ARG: '1' },
      'OTEL_TRACES_SAMPLER_ARG: got 1 for the sampler an object given in code',
    ],
  ])('a ratio that has no effect is named: %j %j', (options, environment, start) => {
    const rest = 'need one that takes a ratio, such as parentbased_traceidratio; it is ignored';
    expect(resolve(options, environment).warnings).toEqual([`cannot use ${start}, ${rest}`]);
  });
});

describe('batches', () => {
  test.each([
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '100' }, 100, []],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '512' }, 512, []],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100' }, 100, []],
    [
      { OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '101' },
      100,
      ['cannot use OTEL_BSP_MAX_EXPORT_BATCH_SIZE: got 101, need at most 100, the size of the queue; using 100'],
    ],
  ])('a batch fits into its queue: %j', (environment, size, expected) => {
    const { configuration, warnings } = resolve(undefined, environment);
    expect(configuration.batch.maxExportBatchSize).toBe(size);
    expect(warnings).toEqual(expected);
  });
});

describe('exporters', () => {
  const spanExporters = [{ export: () => {}, shutdown: async () => {} }];
  const spanProcessors = [{ onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} }];
  test.each<[string, TelemetryOptions, Record<string, string>, string[]]>([
    ['the default', {}, {}, ['otlp']],
    ['own exporters instead of the default', { spanExporters }, {}, []],
    ['own processors instead of the default', { spanProcessors }, {}, []],
    ['own exporters beside a chosen one', { spanExporters, exporters: ['otlp'] }, {}, ['otlp']],
    ['own exporters beside one of a variable', { spanExporters }, { OTEL_TRACES_EXPORTER: 'otlp' }, ['otlp']],
    ['console beside the default', { consoleExporter: true }, {}, ['otlp', 'console']],
    ['console once', { exporters: ['console'], consoleExporter: true }, {}, ['console']],
    ['console alone', { exporters: ['none'] }, { OTEL_CONSOLE_EXPORTER: 'true' }, ['console']],
  ])('%s', (_, options, environment, kinds) => {
    const { exporters } = resolve(options, environment).configuration;
    expect(exporters.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('Google Cloud', () => {
  test('a project alone is not enough, and that is said', () => {
    const { configuration, warnings } = resolve(undefined, { GOOGLE_CLOUD_PROJECT: 'netra-staging' });
    expect(configuration.resourceAttributes).toMatchObject({ 'gcp.project_id': 'netra-staging' });
    expect(warnings).toEqual([
      'cannot export to Google Cloud Trace by GOOGLE_CLOUD_PROJECT alone: got no OTLP endpoint, need ' +
        'OTEL_EXPORTER_OTLP_ENDPOINT of a collector with Google credentials, or https://telemetry.googleapis.com ' +
        'with an access token in OTEL_EXPORTER_OTLP_HEADERS; using http://localhost:4318/v1/traces',
    ]);
  });

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://telemetry.googleapis.com' }],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://telemetry.googleapis.com/v1/traces' }],
    [{ OTEL_TRACES_EXPORTER: 'console' }],
  ])('nothing is said with %j', (environment) => {
    expect(resolve(undefined, { ...environment, GOOGLE_CLOUD_PROJECT: 'p' }).warnings).toEqual([]);
  });

  test('a resource attribute wins over the project', () => {
    const environment = {
      GOOGLE_CLOUD_PROJECT: 'a',
      OTEL_RESOURCE_ATTRIBUTES: 'gcp.project_id=b',
      OTEL_TRACES_EXPORTER: 'none',
    };
    expect(resolve(undefined, environment).configuration.resourceAttributes['gcp.project_id']).toBe('b');
  });
});

describe('the telemetry section', () => {
  test.each([
    ['localhost:4317', 'grpc', 'http://localhost:4317'],
    ['collector', 'grpc', 'http://collector:4317'],
    ['https://collector:4317', 'grpc', 'https://collector:4317'],
    ['http://collector:4318', 'http/protobuf', 'http://collector:4318/v1/traces'],
  ])('exports to %s by %s', (endpoint, protocol, url) => {
    const { configuration, warnings } = resolve({ telemetry: { enabled: true, otlp_endpoint: endpoint } });
    expect(otlpOf(configuration)).toMatchObject({ protocol, url });
    expect(warnings).toEqual([]);
  });

  test('gives way to a variable and to the option otlp.endpoint', () => {
    const telemetry = { enabled: true, otlp_endpoint: 'section:4317' };
    const byVariable = resolve({ telemetry }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://variable' }).configuration;
    const byOption = resolve({ telemetry, otlp: { endpoint: 'http://option' } }).configuration;
    expect(otlpOf(byVariable).url).toBe('http://variable/v1/traces');
    expect(otlpOf(byOption).url).toBe('http://option/v1/traces');
  });
});

describe('the result', () => {
  const textMapPropagator: TextMapPropagator = { inject() {}, extract: (context) => context, fields: () => [] };
  const sampler: Sampler = { shouldSample: () => ({ decision: 0 }), toString: () => 'own' };
  const idGenerator = { generateTraceId: () => '', generateSpanId: () => '' };
  const instrumentations = [{ instrumentationName: 'x', enable() {}, disable() {}, setTracerProvider() {} }];

  test('holds the objects of the application untouched, and does not freeze them', () => {
    const { configuration } = resolve({ textMapPropagator, sampler, idGenerator, instrumentations });
    expect(configuration.textMapPropagator).toBe(textMapPropagator);
    expect(configuration.sampler).toEqual({ kind: 'custom', sampler });
    expect(configuration.idGenerator).toBe(idGenerator);
    expect(configuration.instrumentations).toEqual(instrumentations);
    expect(configuration.instrumentations).not.toBe(instrumentations);
    for (const own of [textMapPropagator, sampler, idGenerator, instrumentations, instrumentations[0]]) {
      expect(Object.isFrozen(own)).toBe(false);
    }
  });

  test('is frozen all the way down', () => {
    const { configuration } = resolve({
      resourceAttributes: { a: ['b'] },
      sampler: { rules: [{ attributes: { a: 'b' }, sampler: 'always_on' }] },
    });
    expect(findUnfrozen(configuration)).toEqual([]);
  });

  test('does not change with a second call', () => {
    expect(resolve(undefined).configuration).toEqual(resolve(undefined).configuration);
  });
});

test('bad options in code throw, with a stable code', () => {
  const act = () => resolve({ batch: { scheduleDelay: 1 } } as TelemetryOptions);
  expect(act).toThrow(ThroughlineError);
  expect(act).toThrow(expect.objectContaining({ name: 'ThroughlineError', code: 'TL_INVALID_OPTION' }));
});
