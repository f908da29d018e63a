import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from '../fixtures/otlp-receiver.ts';
import { type Outcome, runTraced } from '../fixtures/run-traced.ts';

const SPAN = `
  import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
  trace.getTracer('exit').startSpan('last').end();
`;
const STAY = 'setInterval(() => {}, 1000); console.log("ready");';
const DEAD_BACKEND = 'http://127.0.0.1:9';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function run(source: string, environment: Record<string, string> = {}, signal?: NodeJS.Signals): Promise<Outcome> {
  return runTraced({
    source: SPAN + source,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...environment },
    onOutput: (child) => signal && child.kill(signal),
  });
}

const ENDS: readonly (readonly [name: string, source: string, signal: NodeJS.Signals | undefined, outcome: string])[] =
  [
    ['an empty event loop', '', undefined, '0/null'],
    ['process.exitCode', 'process.exitCode = 3;', undefined, '3/null'],
    ['process.exit()', 'process.exit(4);', undefined, '4/null'],
    ['process.exit() with work under way', `${STAY} process.exit(4);`, undefined, '4/null'],
    ['an uncaught exception', 'throw new Error("boom");', undefined, '1/null'],
    ['an unhandled rejection', 'Promise.reject(new Error("boom"));', undefined, '1/null'],
    ['SIGTERM', STAY, 'SIGTERM', 'null/SIGTERM'],
    ['SIGINT', STAY, 'SIGINT', 'null/SIGINT'],
    ['SIGHUP', STAY, 'SIGHUP', 'null/SIGHUP'],
    [
      'SIGTERM handled by the application',
      `process.on("SIGTERM", () => process.exit(7)); ${STAY}`,
      'SIGTERM',
      '7/null',
    ],
    [
      'SIGTERM handled slowly by the application',
      `process.on("SIGTERM", () => setTimeout(() => process.exit(8), 200)); ${STAY}`,
      'SIGTERM',
      '8/null',
    ],
  ];

describe('what ended is delivered, and the process ends as it would have', () => {
  test.each(ENDS)('%s', async (_name, source, signal, outcome) => {
    const { code, signal: diedOf } = await run(source, {}, signal);
    expect(`${code}/${diedOf}`).toBe(outcome);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['last']);
  });
});

describe('with nobody listening at the endpoint', () => {
  test.each(ENDS)('%s', async (_name, source, signal, outcome) => {
    // With a deadline that the test could not wait for: nobody waits for a receiver that is not there.
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: DEAD_BACKEND, OTEL_NODE_SHUTDOWN_DEADLINE: '600000' };
    const { code, signal: diedOf } = await run(source, environment, signal);
    expect(`${code}/${diedOf}`).toBe(outcome);
  });
});

describe('with a backend that does not answer in time', () => {
  test.each(ENDS)('%s', async (_name, source, signal, outcome) => {
    receiver.delayMs = 60_000;
    const environment = { OTEL_NODE_SHUTDOWN_DEADLINE: '300' };
    const { code, signal: diedOf, stderr } = await run(source, environment, signal);
    expect(`${code}/${diedOf}`).toBe(outcome);
    if (signal === undefined) expect(stderr).toMatch(/could not be delivered|dropped/);
  });
});

test('a signal that the application ignores does not end it', async () => {
  const source = `process.on('SIGTERM', () => console.log('ignored')); ${STAY} setTimeout(() => process.exit(0), 600);`;
  const { code, stdout } = await run(source, {}, 'SIGTERM');
  expect(code).toBe(0);
  expect(stdout).toContain('ignored');
});

test('an application that waits for spans that never end still exits', async () => {
  const { code } = await run(`trace.getTracer('exit').startSpan('never ended');`);
  expect(code).toBe(0);
  expect(receiver.spans.map(({ name }) => name)).toEqual(['last']);
});

test.each(['console', 'otlp/stdout'])(
  '%s shows on process.exit() what does not fit into a pipe at once',
  async (exporter) => {
    const source = `
    const tracer = trace.getTracer('exit');
    for (let index = 0; index < 3000; index++) tracer.startSpan('span-' + index, { attributes: { index } }).end();
    process.exit(5);`;
    const environment = { OTEL_TRACES_EXPORTER: exporter, OTEL_NODE_SHUTDOWN_DEADLINE: '20000' };
    const { code, stdout, stderr } = await run(source, environment);
    expect(stderr).toBe('');
    expect(code).toBe(5);
    expect(stdout.match(/span-\d+/g)).toHaveLength(3000);
  },
);

describe('the console shows on process.exit() each span once', () => {
  const check = (name: string, { before = '', after = '' }): void => {
    test(name, async () => {
      const source = `
        const { flushTelemetry } = await import('@throughline/node');
        const { setImmediate: turn } = await import('node:timers/promises');
        await flushTelemetry();
        const tracer = trace.getTracer('exit');
        const root = tracer.startSpan('root');
        const context = trace.setSpan(ROOT_CONTEXT, root);
        for (let index = 0; index < 600; index++) tracer.startSpan('child-' + index, {}, context).end();
        ${before}
        root.end();
        ${after}
        process.exit(0);`;
      const { stdout, stderr } = await run(source, { OTEL_TRACES_EXPORTER: 'console' });
      const shown = stdout.match(/child-\d+/g) ?? [];
      expect([shown.length, new Set(shown).size, stderr]).toEqual([600, 600, '']);
    });
  };
  check('of a batch that is under way', {});
  check('of a batch that was held back until its root has ended', { before: 'await turn(); await turn();' });
  check('of a batch that was shown', { after: 'await turn(); await turn();' });
  check('of one whose root never ends', { before: 'await turn(); process.exit(0);' });
});
