// Each cause that an application can have, in an application that really has it.
import { symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { diagnose, only } from '../fixtures/diagnosis.ts';
import type { Diagnosis } from '../fixtures/diagnosis.ts';
import { startReceiver } from '../fixtures/receiver.ts';
import { workingDirectory } from '../fixtures/throughline.ts';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

const directory = workingDirectory();
let endpoint: string;

beforeAll(async () => {
  symlinkSync(MODULES, `${directory}/node_modules`);
  endpoint = await startReceiver({ status: 200, type: 'application/x-protobuf' });
});

interface Watched {
  readonly source: string;
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The doctor's opinion of an application: an ES module. */
function examine({ source, options = [], environment = {} }: Watched): Promise<Diagnosis> {
  writeFileSync(`${directory}/app.mjs`, source);
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...environment };
  return diagnose({ directory, environment: variables }, ...options, '--', process.execPath, 'app.mjs');
}

const TRACER = `
import { trace, context } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;

const LIMIT = { timeout: 180_000 };

test('an application without fault', LIMIT, async () => {
  const { code, findings, passed } = await examine({
    source: `${TRACER} tracer.startActiveSpan('work', (span) => { tracer.startSpan('part').end(); span.end(); });`,
  });
  expect({ code, findings }).toEqual({ code: 0, findings: [] });
  expect(passed.at(-1)).toEqual({ check: 'run', message: 'app.mjs made 2 spans' });
});

test('spans never ended', LIMIT, async () => {
  const { details } = only(
    await examine({
      source: `${TRACER}
        for (const n of [1, 2]) try { const span = tracer.startSpan('forgotten'); throw new Error(n); span.end(); } catch {}
        tracer.startSpan('kept').end();`,
    }),
    'spans-not-ended',
  );
  expect(details).toEqual(['2 × forgotten']);
});

test('spans never ended, of a server that has to be stopped', LIMIT, async () => {
  const { details } = only(
    await examine({
      source: `${TRACER} tracer.startSpan('forgotten'); setInterval(() => tracer.startSpan('tick').end(), 100);`,
      options: ['--seconds', '6'],
    }),
    'spans-not-ended',
  );
  expect(details).toEqual(['1 × forgotten']);
});

test('attributes set after the end', LIMIT, async () => {
  const { details } = only(
    await examine({
      source: `${TRACER} const span = tracer.startSpan('save'); span.end(); span.setAttribute('task.id', 7); span.setAttribute('task.id', 8);`,
      environment: { OTEL_LOG_LEVEL: 'none' },
    }),
    'set-after-end',
  );
  expect(details).toEqual([
    expect.stringMatching(/^attribute "task.id" set after the end of span "save".*\(2 times\)$/),
  ]);
});

test('oversized attributes, and too many', LIMIT, async () => {
  const large = await examine({
    source: `${TRACER} const span = tracer.startSpan('save'); span.setAttribute('task.description', 'x'.repeat(10_000)); span.setAttribute('fine', 'x'.repeat(4095)); span.end();`,
  });
  expect(only(large, 'oversized-attributes').details).toEqual(['task.description of "save": 4096 characters']);
  const many = await examine({
    source: `${TRACER} const span = tracer.startSpan('save'); for (let n = 0; n < 129; n++) span.setAttribute('k' + n, n); span.end();`,
  });
  expect(only(many, 'oversized-attributes').message).toContain('over its limits');
});

test('context lost on the way to a call', LIMIT, async () => {
  const { details } = only(
    await examine({
      source: `
        import { createServer } from 'node:http';
        import { AsyncLocalStorage } from 'node:async_hooks';
        // A pool that was made before any request: its callbacks run where it was made.
        const jobs = [];
        let wake;
        (async () => { for (;;) { await new Promise((resolve) => { wake = resolve; }); for (const job of jobs.splice(0)) await job(); } })();
        const target = createServer((request, response) => response.end('ok')).listen(0);
        const server = createServer((request, response) => {
          jobs.push(async () => {
            await (await fetch('http://127.0.0.1:' + target.address().port + '/stock')).text();
            response.end('done');
          });
          wake();
        }).listen(0, async () => {
          await (await fetch('http://127.0.0.1:' + server.address().port)).text();
          for (const one of [server, target]) { one.close(); one.closeAllConnections(); }
          process.exit();
        });`,
    }),
    'root-client-spans',
  );
  expect(details).toEqual(['1 × GET']);
});

test('a parent that does not exist', LIMIT, async () => {
  const { details } = only(
    await examine({
      source: `${TRACER}
        const parent = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
        tracer.startSpan('child', {}, trace.setSpanContext(context.active(), parent)).end();`,
    }),
    'orphan-spans',
  );
  expect(details).toEqual(['1 × child']);
});

test('a span for each turn of a loop', LIMIT, async () => {
  const { details } = only(
    await examine({
      source: `${TRACER} tracer.startActiveSpan('all', (span) => { for (let n = 0; n < 1200; n++) tracer.startSpan('item').end(); span.end(); });`,
    }),
    'too-many-spans',
  );
  expect(details).toEqual(['1200 × item']);
});

test('a library loaded before tracing starts', LIMIT, async () => {
  const { message } = only(
    await examine({
      source: `
        import { Hono } from 'hono';
        import { bootstrapTelemetry, withSpan } from '@throughline/node';
        bootstrapTelemetry();
        withSpan('work', () => new Hono());`,
      options: ['--no-preload'],
    }),
    'loaded-early',
  );
  expect(message).toContain('loaded hono before tracing started');
});

test('another SDK was there first', LIMIT, async () => {
  const { message } = only(
    await examine({
      source: `
        import { trace, ProxyTracerProvider } from '@opentelemetry/api';
        class OtherSdk { getTracer() { return trace.getTracer('x'); } }
        trace.setGlobalTracerProvider(new OtherSdk());
        const { bootstrapTelemetry, withSpan } = await import('@throughline/node');
        bootstrapTelemetry();
        const { createServer } = await import('node:http');
        const server = createServer((request, response) => response.end()).listen(0, async () => {
          await fetch('http://127.0.0.1:' + server.address().port);
          process.exit();
        });`,
      options: ['--no-preload'],
    }),
    'other-sdk',
  );
  expect(message).toContain('trace by OtherSdk');
});

test('tracing is never started, or switched off in code', LIMIT, async () => {
  const never = await examine({ source: '', options: ['--no-preload'] });
  expect(only(never, 'not-started').mend).toContain('--import @throughline/node/register');
  const off = await examine({
    source: `import { bootstrapTelemetry } from '@throughline/node'; bootstrapTelemetry({ enabled: false });`,
    options: ['--no-preload'],
  });
  expect(only(off, 'switched-off').mend).toContain('OTEL_ENABLED=true');
});

test('nothing to see', LIMIT, async () => {
  const { message } = only(await examine({ source: 'process.exit(3)' }), 'no-spans');
  expect(message).toContain('ended with exit code 3');
  const { code, findings } = await diagnose(
    { directory, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } },
    '--',
    'true',
  );
  expect([code, findings[0].code]).toEqual([1, 'no-process']);
});
