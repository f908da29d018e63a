import { describe, expect, test } from 'vitest';
import { type ReceivedLog, startReceiver } from '../fixtures/otlp-receiver.ts';
import { runTraced } from '../fixtures/run-traced.ts';

interface Run {
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Result {
  readonly records: readonly ReceivedLog[];
  readonly byBody: Readonly<Record<string, ReceivedLog>>;
  readonly span: { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  readonly status: { readonly stamped: string[]; readonly records: number; readonly exporters: { name: string }[] };
  readonly stdout: string;
}

async function run({ file, args, environment }: Run): Promise<Result> {
  const receiver = await startReceiver();
  try {
    const { code, stdout } = await runTraced({
      file: new URL(`fixtures/${file}`, import.meta.url),
      args,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_LOGS_EXPORTER: 'otlp',
        OTEL_SERVICE_NAME: 'shop',
        ...environment,
      },
    });
    expect(code).toBe(0);
    const [span, status] = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const byBody = Object.fromEntries(
      receiver.logs.map((record) => [typeof record.body === 'string' ? record.body : record.eventName, record]),
    );
    return { records: receiver.logs, byBody, span, status, stdout };
  } finally {
    await receiver.close();
  }
}

const LINES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'pino fields': { scope: '@throughline/node/pino', severityNumber: 9, severityText: 'info' },
  'pino failed': { severityNumber: 17, severityText: 'error' },
  'pino trace': { severityNumber: 1, severityText: 'trace' },
  'pino fatal': { severityNumber: 21, severityText: 'fatal' },
  'pino notice': { severityNumber: 11, severityText: 'notice' },
  'pino keys': { severityNumber: 13, severityText: 'warn' },
  'winston splat': { scope: '@throughline/node/winston', severityNumber: 9, severityText: 'info' },
  'winston failed': { severityNumber: 17, severityText: 'error' },
  'winston http': { severityNumber: 7, severityText: 'http' },
  'winston child': { severityNumber: 13, severityText: 'warn' },
  'console 7': { scope: '@throughline/node/console', severityNumber: 9, severityText: 'info' },
  'RangeError: console failed': { severityNumber: 17, severityText: 'error' },
  'console debug': { severityNumber: 5, severityText: 'debug' },
};

const ATTRIBUTES: Readonly<Record<string, unknown>> = {
  'pino fields': {
    user: { id: 7n, tags: ['a', 'b'] },
    card: '[Redacted]',
    password: '[REDACTED]',
    dsn: 'postgres://[REDACTED]@db/x',
  },
  'pino trace': {},
  'pino own': { trace_id: 'mine' },
  'winston splat': { order: { state: 'new' } },
  'winston http': {},
  'winston child': { request: 'r2', token: '[REDACTED]' },
  'console 7': {},
};

const EXCEPTIONS: Readonly<Record<string, readonly [type: string, message: string]>> = {
  'pino failed': ['TypeError', 'pino failed'],
  'pino keys': ['RangeError', 'named failed'],
  'winston failed': ['TypeError', 'winston failed'],
  'RangeError: console failed': ['RangeError', 'console failed'],
};

describe.each<Run>([
  { file: 'records-app.cjs' },
  { file: 'records-app.mjs' },
  { file: 'records-app.mjs', args: ['exit'] },
  { file: 'records-app.mjs', environment: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' } },
  { file: 'records-app.mjs', environment: { OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '1' } },
])('$file $args $environment', async (program) => {
  const { byBody, records, span, status } = await run(program);

  test.each(Object.entries(LINES))('%s', (body, expected) => {
    expect(byBody[body]).toMatchObject({
      ...expected,
      traceId: span.traceId,
      spanId: span.spanId,
      flags: span.traceFlags,
    });
  });

  test.each(Object.entries(ATTRIBUTES))('attributes of %s', (body, expected) => {
    expect(byBody[body].attributes).toEqual(expected);
  });

  test.each(Object.entries(EXCEPTIONS))('exception of %s', (body, [type, message]) => {
    expect(byBody[body].attributes).toMatchObject({
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': expect.stringContaining(`${type}: ${message}\n    at `),
    });
  });

  test('what a hook takes out of a line is in no record', () => {
    expect(byBody['pino keys'].attributes.text).toBe('***');
  });

  test('outside of a span a record has no ids', () => {
    expect(byBody.outside).toMatchObject({ traceId: '', spanId: '', flags: 0 });
  });

  test('a record of the API', () => {
    const record = byBody['order.paid'];
    expect(record).toMatchObject({
      scope: 'app',
      body: { order: 7n },
      timeUnixNano: 0n,
      severityNumber: 13,
      severityText: 'W',
      attributes: { password: '[REDACTED]', nested: { a: [1n] } },
      spanId: span.spanId,
      resource: { 'service.name': 'shop' },
    });
  });

  test('times are of the moment, not of the export', () => {
    const { timeUnixNano, observedTimeUnixNano } = byBody['pino fields'];
    expect(observedTimeUnixNano).toBe(timeUnixNano);
    expect(byBody['console debug'].timeUnixNano).toBeGreaterThan(timeUnixNano);
  });

  test('nothing else becomes a record, and the status counts them', () => {
    expect(records.length).toBe(16);
    expect(status).toMatchObject({
      records: 16,
      stamped: ['pino', 'winston'],
      exporters: [{ name: expect.stringMatching(/^otlp http/) }],
    });
  });
});

test('without an exporter there is no record, and the console stays as it is', async () => {
  const { records, status } = await run({ file: 'records-app.mjs', environment: { OTEL_LOGS_EXPORTER: '' } });
  expect(records).toEqual([]);
  expect(status).toEqual({ records: 0, unreadable: 0, stamped: ['pino', 'winston'], exporters: [] });
});

test('for people there is a line for each record', async () => {
  const { stdout, span } = await run({ file: 'records-app.mjs', environment: { OTEL_LOGS_EXPORTER: 'console' } });
  const lines = stdout.split('\n').map((line) => line.replace(/^\S+Z /, ''));
  expect(lines).toContain('INFO  outside');
  expect(lines).toContain(
    `WARN  winston child request=r2 token=[REDACTED] trace_id=${span.traceId} span_id=${span.spanId}`,
  );
});
