import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, type ReceivedSpan, startReceiver } from '../../fixtures/otlp-receiver.ts';
import { runTraced } from '../../fixtures/run-traced.ts';

const EARLY = fileURLToPath(new URL('./fixtures/client-app-early.cjs', import.meta.url));

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const pathOf = ({ attributes }: ReceivedSpan): string =>
  new URL(String(attributes['url.full'] ?? attributes['url.path']), 'http://x').pathname;

/** Runs an application that calls itself, and returns the paths of its client spans, each with its server span. */
async function run(file: string, environment: Record<string, string>): Promise<string[]> {
  const outcome = await runTraced({
    file: new URL(`./fixtures/${file}`, import.meta.url),
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...environment },
  });
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const clients = receiver.spans.filter(({ kind }) => kind === 'CLIENT');
  for (const client of clients) {
    const servers = receiver.spans.filter(({ parentSpanId }) => parentSpanId === client.spanId);
    expect(servers).toMatchObject([{ kind: 'SERVER', traceId: client.traceId }]);
    expect(pathOf(servers[0])).toBe(pathOf(client));
  }
  // Each scope's spans come together: the order says nothing.
  return clients.map(pathOf).toSorted();
}

const ALL = ['/namespace', '/named', '/request', '/fetch', '/undici'];
const EARLY_ONES = ['/early', '/early-fetch'];

test.each(['client-app.cjs', 'client-app.mjs'])('%s: every client is traced, into the server', async (file) => {
  expect(await run(file, {})).toEqual(ALL.toSorted());
});

test.each(['client-app.cjs', 'client-app.mjs'])('%s: also what was loaded before tracing', async (file) => {
  expect(await run(file, { NODE_OPTIONS: `--require=${EARLY}` })).toEqual([...ALL, ...EARLY_ONES].toSorted());
});

test.each([
  ['http-client', ['/fetch', '/undici']],
  ['undici', ['/namespace', '/named', '/request']],
])('%s switched off', async (name, expected) => {
  expect(await run('client-app.cjs', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: name })).toEqual(expected.toSorted());
});
