import { describe, expect, test } from 'vitest';
import type { Configuration, OtlpExporterConfiguration } from './configuration.ts';
import { type Cases, checkVariable, integerCases, positiveCases, timeoutCases } from './fixtures/check-variable.ts';
import { resolveConfiguration } from './resolve-configuration.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

const ON = { OTEL_LOGS_EXPORTER: 'otlp' };

function otlpOf({ logs }: Configuration): OtlpExporterConfiguration {
  const [exporter] = logs.exporters;
  if (exporter?.kind !== 'otlp') throw new Error('cannot find the OTLP exporter of logs: got none, need one');
  return exporter;
}

function resolve(environment: Record<string, string>, options?: TelemetryOptions): OtlpExporterConfiguration {
  const { configuration, warnings } = resolveConfiguration(options, { ...ON, ...environment });
  expect(warnings).toEqual([]);
  return otlpOf(configuration);
}

/** The variable of logs over the one of all signals. */
function checkOtlpLogs(
  suffix: string,
  cases: Omit<Cases, 'otherwise'> & { readonly general: readonly [string, unknown] },
): void {
  const { general, ...rest } = cases;
  const [text, otherwise] = general;
  const beside = { ...ON, [`OTEL_EXPORTER_OTLP_${suffix}`]: text };
  checkVariable(`OTEL_EXPORTER_OTLP_LOGS_${suffix}`, { ...rest, otherwise, beside, using: `using ${text}` });
}

test('where logs go', () => {
  checkVariable('OTEL_LOGS_EXPORTER', {
    read: (c) => c.logs.exporters.map(({ kind, signal }) => [kind, signal]),
    otherwise: [],
    using: 'using none',
    good: [
      ['otlp', [['otlp', 'logs']]],
      ['none', []],
      [
        'otlp,console,otlp/stdout',
        [
          ['otlp', 'logs'],
          ['console', 'logs'],
          ['otlp/stdout', 'logs'],
        ],
      ],
    ],
    bad: ['file', 'jaeger'],
    need: 'any of otlp, console, otlp/stdout, or none',
  });
});

test('console', () => {
  checkVariable('OTEL_NODE_LOGS_STAMP_CONSOLE', {
    read: (c) => c.logs.stampConsole,
    otherwise: false,
    good: [
      ['true', true],
      ['false', false],
    ],
    bad: ['yes'],
    need: 'true or false',
  });
});

test('batches', () => {
  const read =
    (key: 'scheduleDelayMs' | 'exportTimeoutMs' | 'maxExportBatchSize' | 'maxQueueSize') => (c: Configuration) =>
      c.logs.batch[key];
  checkVariable('OTEL_BLRP_SCHEDULE_DELAY', { ...integerCases, read: read('scheduleDelayMs'), otherwise: 1000 });
  checkVariable('OTEL_BLRP_EXPORT_TIMEOUT', { ...timeoutCases, read: read('exportTimeoutMs'), otherwise: 30_000 });
  checkVariable('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', {
    ...positiveCases,
    read: read('maxExportBatchSize'),
    otherwise: 512,
  });
  const using = 'it is ignored';
  checkVariable('OTEL_BLRP_MAX_QUEUE_SIZE', {
    ...positiveCases,
    read: read('maxQueueSize'),
    otherwise: undefined,
    using,
  });
});

test('limits, over the general ones', () => {
  const limits = ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'];
  const beside = Object.fromEntries(limits.map((name) => [name, '7']));
  checkVariable('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', {
    ...integerCases,
    read: (c) => c.logs.attributeValueLengthLimit,
    otherwise: 7,
    beside,
  });
  checkVariable('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', {
    ...integerCases,
    read: (c) => c.logs.attributeCountLimit,
    otherwise: 7,
    beside,
  });
});

test('OTLP', () => {
  const protocols = [['http/json', 'http/json'] as const];
  checkOtlpLogs('PROTOCOL', {
    read: (c) => otlpOf(c).protocol,
    general: ['grpc', 'grpc'],
    good: protocols,
    bad: ['http'],
    need: 'one of http/protobuf, http/json, grpc',
  });
  checkOtlpLogs('TIMEOUT', { ...timeoutCases, read: (c) => otlpOf(c).timeoutMs, general: ['11', 11] });
  checkOtlpLogs('COMPRESSION', {
    read: (c) => otlpOf(c).compression,
    general: ['gzip', 'gzip'],
    good: [['none', 'none']],
    bad: ['zstd'],
    need: 'one of none, gzip',
  });
  checkOtlpLogs('CERTIFICATE', {
    read: (c) => otlpOf(c).tls.certificateFile,
    general: ['/all.pem', '/all.pem'],
    good: [['/logs.pem', '/logs.pem']],
  });
});

describe('where requests go', () => {
  test.each<[Record<string, string>, TelemetryOptions | undefined, string]>([
    [{}, undefined, 'http://localhost:4318/v1/logs'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/base' }, undefined, 'http://c:4318/base/v1/logs'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' }, undefined, 'http://localhost:4318/v1/logs'],
    [{ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://l/x' }, undefined, 'http://l/x'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }, { logs: { endpoint: 'http://l/x' } }, 'http://c/v1/logs'],
    [{}, { otlp: { endpoint: 'http://code' } }, 'http://code/v1/logs'],
    [{}, { otlp: { endpoint: 'http://code' }, logs: { endpoint: 'http://l/x' } }, 'http://l/x'],
    [{}, { telemetry: { enabled: true, otlp_endpoint: 'c:4317' } }, 'http://c:4317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317', OTEL_EXPORTER_OTLP_LOGS_INSECURE: 'true' }, undefined, 'http://c:4317'],
  ])('%j with %j', (environment, options, url) => expect(resolve(environment, options).url).toBe(url));
});

test('headers of logs are added to those of all signals; those of traces are not', () => {
  const { headers } = resolve({
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=1',
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'b=2',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'c=3',
  });
  expect(headers).toEqual({ a: '1', b: '2' });
});

test('a client key needs its certificate', () => {
  const key = { OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY: '/k', OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: '/c' };
  expect(resolve(key).tls).toEqual({ certificateFile: undefined, clientKeyFile: '/k', clientCertificateFile: '/c' });
});

test('a bad variable of all signals is named once', () => {
  const environment = { ...ON, OTEL_EXPORTER_OTLP_COMPRESSION: 'zip', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' };
  const { warnings } = resolveConfiguration(undefined, environment);
  expect(warnings.map((warning) => /^cannot use (\w+)/.exec(warning)?.[1])).toEqual([
    'OTEL_EXPORTER_OTLP_COMPRESSION',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ]);
});
