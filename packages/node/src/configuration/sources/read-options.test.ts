import { describe, expect, test } from 'vitest';
import { readOptions } from './read-options.ts';

function read(options: unknown) {
  const problems: string[] = [];
  const values = readOptions(options, (message) => problems.push(message));
  return { values: Object.fromEntries(values), problems };
}

const spanProcessor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
const hook = () => {};

test.each<[unknown, object]>([
  [undefined, {}],
  [{}, {}],
  [{ enabled: undefined, batch: undefined, http: {} }, {}],
  [{ batch: null }, {}],
  [{ telemetry: { enabled: null, otlp_endpoint: null } }, {}],
  [{ telemetry: { otlp_endpoint: '' }, otlp: { endpoint: '' } }, {}],
  [
    { enabled: false, serviceName: 'shop' },
    { enabled: false, serviceName: 'shop' },
  ],
  [{ serviceName: '' }, {}],
  [
    { telemetry: { enabled: true, otlp_endpoint: 'localhost:4317' } },
    { 'telemetry.enabled': true, 'telemetry.otlp_endpoint': 'localhost:4317' },
  ],
  [
    { batch: { exportTimeoutMs: 0, scheduleDelayMs: 0 } },
    { 'batch.exportTimeoutMs': 2_147_483_647, 'batch.scheduleDelayMs': 0 },
  ],
  [{ limits: { eventCountLimit: Infinity } }, { 'limits.eventCountLimit': Infinity }],
  [{ limits: { eventCountLimit: 2_147_483_647 } }, { 'limits.eventCountLimit': 2_147_483_647 }],
  [
    { propagators: ['b3', 'b3'], exporters: ['none'] },
    { propagators: ['b3'], exporters: [] },
  ],
  [
    { resourceDetectors: ['all'] },
    { resourceDetectors: ['env', 'host', 'os', 'process', 'container', 'serviceinstance'] },
  ],
  [{ resourceAttributes: { a: 1, b: ['x'], c: undefined } }, { resourceAttributes: { a: 1, b: ['x'] } }],
  [
    { otlp: { headers: { 'X-Key': 'v' }, endpoint: 'http://c' } },
    { 'otlp.headers': { 'x-key': 'v' }, 'otlp.endpoint': 'http://c' },
  ],
  [{ spanProcessors: [spanProcessor] }, { spanProcessors: [spanProcessor] }],
  [
    { http: { requestHook: hook, captureServerRequestHeaders: ['X-A'] } },
    { 'http.requestHook': hook, 'http.captureServerRequestHeaders': ['x-a'] },
  ],
  [{ redaction: { enabled: false, patterns: [/a/] } }, { 'redaction.enabled': false, 'redaction.patterns': [/a/] }],
  [
    { sampler: { root: 'always_on' }, samplerRatio: 1 },
    { sampler: { root: 'always_on' }, samplerRatio: 1 },
  ],
])('%j', (options, expected) => {
  expect(read(options)).toEqual({ values: expected, problems: [] });
});

describe('wrong types and values', () => {
  const integer = (minimum: number) => `need an integer from ${minimum} to 2147483647`;
  test.each<[unknown, string]>([
    [{ enabled: 'true' }, '"enabled": got "true", need true or false'],
    [{ serviceName: 1 }, '"serviceName": got 1, need text'],
    [{ logLevel: 'loud' }, '"logLevel": got "loud", need one of none, error, warn, info, debug'],
    [{ batch: 5 }, '"batch": got 5, need an object'],
    [{ batch: [] }, '"batch": got an array, need an object'],
    [{ batch: { scheduleDelayMs: -1 } }, `"batch.scheduleDelayMs": got -1, ${integer(0)}`],
    [{ batch: { scheduleDelayMs: 2_147_483_648 } }, `"batch.scheduleDelayMs": got 2147483648, ${integer(0)}`],
    [{ batch: { scheduleDelayMs: 1.5 } }, `"batch.scheduleDelayMs": got 1.5, ${integer(0)}`],
    [{ batch: { scheduleDelayMs: '5' } }, `"batch.scheduleDelayMs": got "5", ${integer(0)}`],
    [{ batch: { scheduleDelayMs: null } }, `"batch.scheduleDelayMs": got null, ${integer(0)}`],
    [{ batch: { maxQueueSize: 0 } }, `"batch.maxQueueSize": got 0, ${integer(1)}`],
    [{ batch: { scheduleDelayMs: Infinity } }, `"batch.scheduleDelayMs": got Infinity, ${integer(0)}`],
    [{ limits: { linkCountLimit: -1 } }, `"limits.linkCountLimit": got -1, ${integer(0)}, or Infinity`],
    [{ samplerRatio: 1.001 }, '"samplerRatio": got 1.001, need a number from 0 to 1'],
    [{ samplerRatio: NaN }, '"samplerRatio": got NaN, need a number from 0 to 1'],
    [
      { propagators: 'b3' },
      '"propagators": got "b3", need an array with any of tracecontext, baggage, b3, b3multi, or none',
    ],
    [
      { propagators: ['jaeger'] },
      '"propagators": got "jaeger", need any of tracecontext, baggage, b3, b3multi, or none',
    ],
    [{ enabledInstrumentations: [1] }, '"enabledInstrumentations": got an array, need an array of texts'],
    [
      { resourceAttributes: { a: {} } },
      '"resourceAttributes": got object for "a", need text, a number, a boolean or an array of one of them',
    ],
    [
      { resourceAttributes: { a: [1, 'x'] } },
      '"resourceAttributes": got object for "a", need text, a number, a boolean or an array of one of them',
    ],
    [
      { otlp: { endpoint: 'nowhere at all' } },
      '"otlp.endpoint": got "nowhere at all", need an http:// or https:// URL, or host:port for gRPC',
    ],
    [{ otlp: { headers: { key: 5 } } }, '"otlp.headers": got number for "key", need text'],
    [{ otlp: { headers: 'key=secret' } }, '"otlp.headers": got text, need an object of texts by header name'],
    [
      { textMapPropagator: {} },
      '"textMapPropagator": got an object, need a TextMapPropagator with inject() and extract() and fields()',
    ],
    [{ spanProcessors: {} }, '"spanProcessors": got an object, need an array of SpanProcessor'],
    [
      { spanExporters: [{ export() {} }] },
      '"spanExporters": got an object, need a SpanExporter with export() and shutdown() (item 1)',
    ],
    [{ http: { requestHook: true } }, '"http.requestHook": got true, need a function'],
    [{ redaction: { patterns: ['a'] } }, '"redaction.patterns": got an array, need an array of regular expressions'],
  ])('%j', (options, problem) => {
    expect(read(options)).toEqual({ values: {}, problems: [`cannot use option ${problem}`] });
  });

  test('no options object', () => {
    expect(read('on').problems).toEqual(['cannot use options: got "on", need an object']);
    expect(read(null).problems).toEqual(['cannot use options: got null, need an object']);
  });
});

describe('unknown names', () => {
  test.each([
    [{ servicename: 'x' }, 'servicename', 'did you mean "serviceName"?'],
    [{ SPANPROCESSOR: 1 }, 'SPANPROCESSOR', 'did you mean "spanProcessors"?'],
    [{ scheduleDelayMs: 1 }, 'scheduleDelayMs', 'did you mean "batch.scheduleDelayMs"?'],
    [{ batch: { scheduleDelay: 1 } }, 'batch.scheduleDelay', 'did you mean "batch.scheduleDelayMs"?'],
    [{ otlp: { enpoint: 'x' } }, 'otlp.enpoint', 'did you mean "otlp.endpoint"?'],
    [{ quux: 1 }, 'quux', 'see docs/configuration.md'],
    [{ configFile: '/x' }, 'configFile', 'see docs/configuration.md'],
    [{ 'batch.keep': 'oldest' }, 'batch.keep', 'write it as { batch: { keep } }'],
    [{ constructor: 1 }, 'constructor', 'see docs/configuration.md'],
  ])('%j', (options, key, hint) => {
    const { values, problems } = read(options);
    expect(values).toEqual({});
    expect(problems).toEqual([`cannot use option "${key}": got an unknown name, need one that exists; ${hint}`]);
  });
});
