// The lifecycle of tracing in a process: each case in one of its own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from './fixtures/otlp-receiver.ts';
import { type Outcome, runTraced } from './fixtures/run-traced.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Run {
  readonly environment?: Record<string, string>;
  readonly preload?: boolean;
}

/** Runs the body of a module in which `throughline`, `api` and `show` (prints JSON) are there. */
async function run(
  body: string,
  { environment, preload = false }: Run = {},
): Promise<{ shown: any; outcome: Outcome }> {
  const source = `
    import * as api from '@opentelemetry/api';
    import * as throughline from '@throughline/node';
    const show = (value) => console.log(JSON.stringify(value));
    const span = (name) => api.trace.getTracer('test').startSpan(name).end();
    ${body}
  `;
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...environment };
  const outcome = await runTraced({ source, preload, environment: all });
  expect(outcome.code, outcome.stderr).toBe(0);
  const lines = outcome.stdout.split('\n').filter((line) => line !== '');
  return { shown: lines.map((line) => JSON.parse(line)), outcome };
}

const START = `
  const started = throughline.bootstrapTelemetry(OPTIONS);
  const status = throughline.getTelemetryStatus();
  show([started, throughline.isTelemetryEnabled(), status.enabled, status.disabledBy ?? null]);
  span('work');
`;

const ON = [true, true, true, null];
const off = (by: string): unknown[] => [false, false, false, by];

const SWITCHES: readonly (readonly [options: string, environment: Record<string, string>, expected: unknown[]])[] = [
  ['', {}, ON],
  ['{}', {}, ON],
  ['{ enabled: true }', {}, ON],
  ['{ enabled: false }', {}, off('option enabled')],
  ['{ enabled: false }', { OTEL_ENABLED: 'true' }, ON],
  ['{ enabled: false }', { OTEL_ENABLED: ' TRUE ' }, ON],
  ['{ enabled: false }', { OTEL_ENABLED: 'false' }, off('OTEL_ENABLED')],
  ['{ enabled: false }', { OTEL_SDK_DISABLED: 'false' }, off('option enabled')],
  ['', { OTEL_ENABLED: 'true' }, ON],
  ['', { OTEL_ENABLED: 'false' }, off('OTEL_ENABLED')],
  ['', { OTEL_ENABLED: 'yes' }, off('OTEL_ENABLED')],
  ['', { OTEL_ENABLED: '' }, ON],
  ['', { OTEL_SDK_DISABLED: 'true' }, off('OTEL_SDK_DISABLED')],
  ['', { OTEL_SDK_DISABLED: '1' }, ON],
  ['{ enabled: true }', { OTEL_SDK_DISABLED: 'true', OTEL_ENABLED: 'true' }, off('OTEL_SDK_DISABLED')],
];

test.each(SWITCHES)('bootstrapTelemetry(%s) with %o', async (options, environment, expected) => {
  const { shown } = await run(START.replace('OPTIONS', options), { environment });
  expect(shown).toEqual([expected]);
  expect(receiver.spans.map((span) => span.name)).toEqual(expected === ON ? ['work'] : []);
});

describe('bootstrapTelemetry', () => {
  test('again changes nothing and says that tracing is on', async () => {
    const { shown, outcome } = await run(`
      const bootstrap = (options) => throughline.bootstrapTelemetry(options);
      show([bootstrap({ serviceName: 'first' }), bootstrap({ serviceName: 'second' }), bootstrap({ enabled: false })]);
      show(throughline.getTelemetryStatus().service);
      span('once');
    `);
    expect(shown).toEqual([[true, true, true], 'first']);
    expect(outcome.stderr.match(/got .* while tracing runs/g)).toEqual([
      'got serviceName while tracing runs',
      'got enabled while tracing runs',
    ]);
    expect(receiver.spans.map((span) => [span.name, span.resource['service.name']])).toEqual([['once', 'first']]);
  });

  test('after the preload changes nothing', async () => {
    const { shown, outcome } = await run(
      `throughline.bootstrapTelemetry();
      throughline.bootstrapTelemetry({ enabled: true, samplerRatio: undefined });
      show([throughline.bootstrapTelemetry({ serviceName: 'code', redaction: {} }), throughline.getTelemetryStatus().service]);
      span('once');`,
      { preload: true, environment: { OTEL_SERVICE_NAME: 'preload' } },
    );
    expect(shown).toEqual([[true, 'preload']]);
    expect(outcome.stderr).toBe(
      'throughline warn: cannot apply options of bootstrapTelemetry(): got serviceName, redaction while tracing runs, need them ' +
        'in the call that starts it, without --import @throughline/node/register; they are ignored\n',
    );
    expect(receiver.spans.map((span) => span.name)).toEqual(['once']);
  });

  test('throws on an unknown option, and leaves tracing off and startable', async () => {
    const { shown } = await run(`
      try { throughline.bootstrapTelemetry({ servicename: 'typo' }); } catch (error) { show([error.code, error.message]); }
      show([throughline.isTelemetryEnabled(), throughline.bootstrapTelemetry()]);
    `);
    expect(shown).toEqual([
      ['TL_INVALID_OPTION', expect.stringContaining('did you mean "serviceName"?')],
      [false, true],
    ]);
  });
});

describe('getTelemetryStatus', () => {
  test('says what tracing is doing', async () => {
    const { shown } = await run(`
      const url = new URL(process.env.OTEL_EXPORTER_OTLP_ENDPOINT);
      throughline.bootstrapTelemetry({
        serviceName: 'billing', sampler: 'parentbased_traceidratio', samplerRatio: 1,
        otlp: { headers: { authorization: 'secret' } },
      });
      const forgotten = api.trace.getTracer('test').startSpan('forgotten');
      span('one');
      span('two');
      await throughline.flushTelemetry();
      show(throughline.getTelemetryStatus());
      process.exit();
    `);
    const [status] = shown;
    expect(status).toEqual({
      enabled: true,
      service: 'billing',
      sampler: expect.stringContaining('TraceIdRatioBased'),
      propagators: ['tracecontext', 'baggage'],
      instrumentations: expect.arrayContaining(['http-server', 'http-client']),
      exporters: [
        {
          name: 'otlp http/protobuf',
          endpoint: `${receiver.url}/v1/traces`,
          exported: 2,
          dropped: 0,
          rejected: 0,
          queued: 0,
          failedAttempts: 0,
        },
      ],
      spans: { started: 3, open: 1, unsampled: 0 },
      logs: { stamped: [], records: 0, unreadable: 0, exporters: [] },
      apiCopies: [expect.stringMatching(/@opentelemetry\/api \(1\.10\.0\)$/)],
      warnings: [],
      messages: [],
    });
  });

  test('counts unsampled spans', async () => {
    const { shown } = await run(`
      throughline.bootstrapTelemetry({ sampler: 'always_off' });
      span('one');
      show(throughline.getTelemetryStatus().spans);
    `);
    expect(shown).toEqual([{ started: 0, open: 0, unsampled: 1 }]);
  });

  test('tells the last export error', async () => {
    receiver.status = 400;
    const { shown } = await run(`
      throughline.bootstrapTelemetry();
      span('refused');
      const delivered = await throughline.flushTelemetry();
      const [{ exported, dropped, lastError, lastErrorAt }] = throughline.getTelemetryStatus().exporters;
      show([delivered, exported, dropped, lastError, Date.now() - Date.parse(lastErrorAt) < 60_000]);
    `);
    expect(shown).toEqual([[expect.any(Boolean), 0, 1, expect.stringContaining('400'), true]]);
  });

  test('says what is wrong with the configuration', async () => {
    const { shown, outcome } = await run(
      `throughline.bootstrapTelemetry(); show(throughline.getTelemetryStatus().warnings);`,
      { environment: { OTEL_TRACES_SAMPLER: 'sometimes' } },
    );
    expect(shown).toEqual([[expect.stringContaining('OTEL_TRACES_SAMPLER')]]);
    expect(outcome.stderr).toContain(shown[0][0]);
  });

  test('before anything has started it', async () => {
    const { shown } = await run(`
      show(throughline.getTelemetryStatus());
      show([await throughline.flushTelemetry(), await throughline.shutdownTelemetry() ?? null]);
    `);
    expect(shown).toEqual([{ enabled: false, disabledBy: 'nothing has started it', warnings: [] }, [true, null]]);
  });
});

describe('shutdownTelemetry', () => {
  test('delivers, turns tracing off, and leaves tracers that record nothing', async () => {
    const { shown } = await run(`
      throughline.bootstrapTelemetry();
      const held = api.trace.getTracer('held');
      span('before');
      held.startSpan('held before').end();
      await Promise.all([throughline.shutdownTelemetry(), throughline.shutdownTelemetry()]);
      const after = held.startSpan('held after');
      show([throughline.isTelemetryEnabled(), throughline.getTelemetryStatus().disabledBy, after.isRecording()]);
      after.end();
      span('after');
    `);
    expect(shown).toEqual([[false, 'shutdownTelemetry()', false]]);
    expect(receiver.spans.map((span) => span.name).toSorted()).toEqual(['before', 'held before']);
  });

  test('can be followed by another start', async () => {
    const { shown } = await run(`
      throughline.bootstrapTelemetry({ serviceName: 'first' });
      span('one');
      await throughline.shutdownTelemetry();
      show([throughline.bootstrapTelemetry({ serviceName: 'second' }), throughline.getTelemetryStatus().spans.started]);
      span('two');
    `);
    expect(shown).toEqual([[true, 0]]);
    expect(receiver.spans.map((span) => [span.name, span.resource['service.name']])).toEqual([
      ['one', 'first'],
      ['two', 'second'],
    ]);
  });
});

test('forceFlush of the provider, as functions in the cloud call it, delivers what has ended', async () => {
  const { shown } = await run(
    `throughline.bootstrapTelemetry();
    span('one');
    const provider = api.trace.getTracerProvider();
    show([provider.getDelegate() === provider, await provider.forceFlush() ?? null, throughline.getTelemetryStatus().exporters[0].exported]);`,
  );
  expect(shown).toEqual([[true, null, 1]]);
});

test('addSpanProcessor adds a processor to what runs, and takes it out again', async () => {
  const { shown } = await run(`
    const names = [];
    const processor = { onStart() {}, onEnd: (ended) => names.push(ended.name), forceFlush: async () => {}, shutdown: async () => {} };
    throughline.addSpanProcessor(processor)();
    throughline.bootstrapTelemetry();
    span('before');
    const remove = throughline.addSpanProcessor(processor);
    span('during');
    remove();
    remove();
    span('after');
    show(names);
  `);
  expect(shown).toEqual([['during']]);
  expect(receiver.spans.map((span) => span.name)).toEqual(['before', 'during', 'after']);
});

describe('off means absent', () => {
  async function loadedFiles(source: string, { environment, preload }: Run): Promise<string[]> {
    const NODE_OPTIONS = `--import=${new URL('fixtures/list-loaded.ts', import.meta.url).href}`;
    const { stdout, code, stderr } = await runTraced({
      source,
      preload,
      environment: { NODE_OPTIONS, ...environment },
    });
    expect(code, stderr).toBe(0);
    const line = stdout.split('\n').find((text) => text.startsWith('loaded ')) as string;
    return JSON.parse(line.slice('loaded '.length));
  }

  test.each(['OTEL_SDK_DISABLED=true', 'OTEL_ENABLED=false'])('%s: only register is loaded', async (variable) => {
    const [name, value] = variable.split('=');
    const files = await loadedFiles('', { environment: { [name]: value }, preload: true });
    expect(files).toEqual(['node/src/register.ts']);
  });

  test('switched on, the list holds the runtime', async () => {
    const files = await loadedFiles('', { environment: { OTEL_TRACES_EXPORTER: 'none' }, preload: true });
    expect(files).toEqual(
      expect.arrayContaining(['node/src/register.ts', 'node/src/runtime.ts', 'node/src/trace/span.ts']),
    );
  });

  const RUNTIME =
    /^wire\/|^node\/src\/(?:runtime|start|trace\/(?!exception|inert-span)|export|instrumentation|propagation|sampling|resource|redaction)/;

  test.each([
    ['{ enabled: false }', {}],
    ['', { OTEL_SDK_DISABLED: 'true' }],
  ])('bootstrapTelemetry(%s) with %o loads nothing of the runtime', async (options, environment) => {
    const source = `import { bootstrapTelemetry } from '@throughline/node'; bootstrapTelemetry(${options});`;
    const files = await loadedFiles(source, { environment, preload: false });
    expect(files).toContain('node/src/lifecycle.ts');
    expect(files.filter((file) => RUNTIME.test(file))).toEqual([]);
  });
});
