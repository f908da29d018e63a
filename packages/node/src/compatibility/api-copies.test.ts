// Several copies of @opentelemetry/api in one process: 1.10, and 1.9 under another name.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from '../fixtures/otlp-receiver.ts';
import { type Outcome, runTraced } from '../fixtures/run-traced.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function run(source: string, preload: boolean): Promise<Outcome> {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const outcome = await runTraced({ source, preload, environment });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome;
}

const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** An installation as npm makes it: a copy of the old API below a dependency. */
const DEPENDENCY = `
  import { cpSync, mkdtempSync, rmSync } from 'node:fs';
  import { dirname, join } from 'node:path';
  import { tmpdir } from 'node:os';
  const root = mkdtempSync(join(tmpdir(), 'copies-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  const copy = join(root, 'node_modules', 'dependency', 'node_modules', '@opentelemetry', 'api');
  cpSync(join(dirname(require.resolve('api-old')), '..', '..'), copy, { recursive: true });
`;
const USE_BOTH = `
  current.trace.getTracer('current').startActiveSpan('outer', (outer) => {
    old.trace.getTracer('old').startActiveSpan('middle', (middle) => {
      current.trace.getTracer('current').startSpan('inner').end();
      middle.end();
    });
    outer.end();
  });
`;

function parents(): string[] {
  const names = new Map(receiver.spans.map((span) => [span.spanId, span.name]));
  return receiver.spans.map((span) => `${span.name} < ${names.get(span.parentSpanId) ?? 'nothing'}`).toSorted();
}

const NESTED = ['inner < middle', 'middle < outer', 'outer < nothing'];

describe('two copies of the API', () => {
  test.each([
    ['import', `const current = await import('@opentelemetry/api');`],
    ['require', `const current = require('@opentelemetry/api');`],
  ])('give spans of one trace, and one warning names both directories: %s', async (_, load) => {
    const { stderr } = await run(`${REQUIRE} ${DEPENDENCY} ${load} const old = require(copy); ${USE_BOTH}`, true);
    expect(parents()).toEqual(NESTED);
    const warnings = stderr.split('\n').filter((line) => line !== '');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/2 copies of @opentelemetry\/api are in use: /);
    expect(warnings[0]).toMatch(/node_modules\/@opentelemetry\/api \(1\.10\.0\)/);
    expect(warnings[0]).toMatch(/dependency\/node_modules\/@opentelemetry\/api \(1\.9\.0\)/);
  });

  test('stand in the status', async () => {
    const { stdout } = await run(
      `${REQUIRE} ${DEPENDENCY}
      import * as current from '@opentelemetry/api';
      import { getTelemetryStatus } from '@throughline/node';
      const old = require(copy);
      ${USE_BOTH}
      console.log(JSON.stringify(getTelemetryStatus().apiCopies));`,
      true,
    );
    expect(JSON.parse(stdout)).toEqual([
      expect.stringMatching(/\(1\.10\.0\)$/),
      expect.stringMatching(/dependency.*\(1\.9\.0\)$/),
    ]);
  });

  test('one copy, used by import and by require, is no reason for a warning', async () => {
    const { stderr } = await run(
      `${REQUIRE} import * as current from '@opentelemetry/api'; const old = require('@opentelemetry/api'); ${USE_BOTH}`,
      true,
    );
    expect(parents()).toEqual(NESTED);
    expect(stderr).toBe('');
  });

  test('a copy newer than ours refuses the registration, and the warning says what to do', async () => {
    const { stderr } = await run(
      `${REQUIRE} ${DEPENDENCY}
      import { readFileSync, writeFileSync } from 'node:fs';
      for (const file of ['package.json', 'build/src/version.js']) {
        const path = join(copy, file);
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('1.9.0', '1.999.0'));
      }
      const newer = require(copy);
      const span = newer.trace.getTracer('newer').startSpan('lost');
      if (span.isRecording()) throw new Error('recorded');`,
      true,
    );
    expect(stderr).toMatch(
      /@opentelemetry\/api 1\.999\.0 in \S+dependency\S+ is newer than 1\.10\.0: .* update @throughline\/node/,
    );
  });
});

describe('a tracer fetched before bootstrapTelemetry', () => {
  const BOOTSTRAP = `(await import('@throughline/node')).bootstrapTelemetry();`;

  test.each([
    ['by import', `const api = await import('@opentelemetry/api');`],
    ['by require', `const api = require('@opentelemetry/api');`],
    ['from an old copy', `${DEPENDENCY} const api = require(copy);`],
  ])('delivers: %s', async (_, load) => {
    await run(
      `${REQUIRE} ${load}
      const tracer = api.trace.getTracer('early');
      const unused = api.trace.getTracer('early and used early');
      unused.startSpan('too early').end();
      ${BOOTSTRAP}
      tracer.startActiveSpan('outer', (outer) => { unused.startSpan('inner').end(); outer.end(); });`,
      false,
    );
    expect(parents()).toEqual(['inner < outer', 'outer < nothing']);
  });
});
