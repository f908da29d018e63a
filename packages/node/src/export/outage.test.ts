// What becomes of spans while their receiver is slow, down, broken, or coming back: the queue with real receivers.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OtlpProtocol } from '../configuration/configuration.ts';
import { setLogLevel } from '../diagnostics/reporter.ts';
import { BATCH_OVERHEAD_BYTES } from './batch-list.ts';
import { createTransport } from './create-transport.ts';
import { ExportQueue, type ExportQueueOptions } from './export-queue.ts';
import { createBatch } from './fixtures/create-batch.ts';
import { GrpcSink } from './fixtures/grpc-sink.ts';
import { HttpSink, listen, ok } from './fixtures/http-sink.ts';
import { BATCH, createOtlpConfiguration } from './fixtures/otlp-configuration.ts';
import { runChild } from './fixtures/run-child.ts';

const names = Array.from({ length: 20 }, (_, index) => `span ${index}`);
const cleanups: (() => unknown)[] = [];

beforeEach(() => setLogLevel('none'));

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  setLogLevel('warn');
});

function createQueue(url: string, options: Partial<ExportQueueOptions> & { protocol?: OtlpProtocol } = {}) {
  const { protocol = 'http/protobuf', ...bounds } = options;
  const transport = createTransport(createOtlpConfiguration({ url, protocol, timeoutMs: 2000 }));
  const queue = new ExportQueue(transport, { ...BATCH, retry: { firstMs: 10, maxMs: 40 }, ...bounds });
  cleanups.push(() => queue.close());
  return queue;
}

async function startHttp(port?: number): Promise<HttpSink> {
  const sink = await HttpSink.start({ port });
  cleanups.push(() => sink.stop());
  return sink;
}

async function startGrpc(port?: number): Promise<GrpcSink> {
  const sink = await GrpcSink.start({ port });
  cleanups.push(() => sink.stop());
  return sink;
}

/** Sorted, and each once. */
function unique(list: readonly string[]): string[] {
  return [...new Set(list)].toSorted();
}

describe.each(['http/protobuf', 'http/json', 'grpc'] as const)('over %s', (protocol) => {
  const start = (port?: number): Promise<HttpSink | GrpcSink> => (protocol === 'grpc' ? startGrpc : startHttp)(port);

  it('a receiver that was down gets everything when it comes back', async () => {
    const first = await start();
    const queue = createQueue(first.url, { protocol });
    queue.offer(createBatch('before'));
    expect(await queue.drain(5000)).toBe(true);
    await first.stop();
    for (const name of names) queue.offer(createBatch(name));
    await expect.poll(() => queue.counters.failedAttempts).toBeGreaterThan(2);
    expect(queue.lastError?.message).toMatch(/ECONNREFUSED|socket hang up|closed/);
    const second = await start(Number(new URL(first.url).port));
    await expect.poll(() => queue.queuedSpans, { timeout: 5000 }).toBe(0);
    expect(second.spanNames.toSorted()).toEqual(names.toSorted());
    expect(queue.counters).toMatchObject({ exported: 21, dropped: 0 });
    expect(queue.lastError).toBeUndefined();
  });
});

it('a slow receiver has four requests at once, and no more', async () => {
  const sink = await startHttp();
  const queue = createQueue(sink.url);
  let open = 0;
  let most = 0;
  sink.answer = (response, received) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      ok(response, received);
    }, 20);
  };
  for (const name of names) queue.offer(createBatch(name));
  expect(await queue.drain(5000)).toBe(true);
  expect(most).toBe(4);
  expect(unique(sink.spanNames)).toEqual(unique(names));
});

it('a receiver that answers only some requests gets everything', async () => {
  const sink = await startHttp();
  const queue = createQueue(sink.url);
  let count = 0;
  sink.answer = (response, received) => {
    if (++count % 3 === 0) ok(response, received);
    else if (count % 3 === 1) response.socket?.destroy();
    else response.writeHead(503, { 'retry-after': '0' }).end();
  };
  for (const name of names.slice(0, 6)) queue.offer(createBatch(name));
  await expect.poll(() => queue.queuedSpans, { timeout: 10_000 }).toBe(0);
  expect(queue.counters).toMatchObject({ exported: 6, dropped: 0 });
  expect(unique(sink.spanNames)).toEqual(names.slice(0, 6));
});

it('a receiver that answered garbage gets everything afterwards', async () => {
  const garbage = createServer((socket: Socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('\x00\xff garbage\r\n\r\n'),
  );
  await listen(garbage);
  const { port } = garbage.address() as AddressInfo;
  const queue = createQueue(`http://localhost:${port}/v1/traces`);
  for (const name of names) queue.offer(createBatch(name));
  await expect.poll(() => queue.counters.failedAttempts).toBeGreaterThan(5);
  await new Promise((resolve) => garbage.close(resolve));
  const sink = await startHttp(port);
  await expect.poll(() => queue.queuedSpans, { timeout: 5000 }).toBe(0);
  expect(sink.spanNames.toSorted()).toEqual(names.toSorted());
});

it('a batch that a receiver refuses is given up, the others are not', async () => {
  const sink = await startHttp();
  const queue = createQueue(sink.url);
  sink.answer = (response, received) => {
    if (received.names[0] === names[3]) response.writeHead(400).end();
    else ok(response, received);
  };
  for (const name of names) queue.offer(createBatch(name));
  expect(await queue.drain(5000)).toBe(true);
  expect(sink.spanNames.filter((name) => name === names[3])).toHaveLength(1);
  expect(queue.counters).toMatchObject({ exported: 19, dropped: 1, failedAttempts: 1 });
});

it.each([
  ['newest', names.slice(-5)],
  ['oldest', names.slice(0, 5)],
] as const)('a long outage leaves the %s that the budget holds', async (keep, expected) => {
  const batches = names.map((name) => createBatch(name.padEnd(8)));
  const cost = batches[0].bytes.buffer.byteLength + BATCH_OVERHEAD_BYTES;
  const first = await startHttp();
  const queue = createQueue(first.url, { maxQueueBytes: 5 * cost, keep, retry: { firstMs: 200, maxMs: 200 } });
  await first.stop();
  queue.offer(batches[0]);
  await expect.poll(() => queue.counters.failedAttempts).toBe(1);
  for (const batch of batches.slice(1)) queue.offer(batch);
  expect(queue.queuedBytes).toBe(5 * cost);
  const second = await startHttp(Number(new URL(first.url).port));
  expect(await queue.drain(5000)).toBe(true);
  expect(second.spanNames.map((name) => name.trimEnd()).toSorted()).toEqual(expected.toSorted());
  expect(queue.counters).toMatchObject({ exported: 5, dropped: 15 });
});

it('two receivers have nothing to do with each other', async () => {
  const sink = await startHttp();
  const down = createQueue('http://localhost:1/v1/traces');
  const up = createQueue(sink.url);
  for (const name of names) {
    const batch = createBatch(name);
    for (const queue of [down, up]) queue.offer(batch);
  }
  expect(await up.drain(5000)).toBe(true);
  expect(sink.spanNames.toSorted()).toEqual(names.toSorted());
  expect(down.queuedSpans).toBe(20);
});

describe('memory during an outage', () => {
  it.each([
    ['small batches', 150],
    ['usual batches', 100_000],
  ])('stays within the budget with %s', async (_name, batchBytes) => {
    const budget = 8_000_000;
    const nodeArgs = ['--expose-gc'];
    const { stdout } = await runChild('fill-queue', { nodeArgs, args: [String(budget), String(batchBytes)] });
    const { used, counted, dropped } = JSON.parse(stdout);
    expect(dropped).toBeGreaterThan(0);
    expect(counted).toBeLessThanOrEqual(budget);
    expect(counted).toBeGreaterThan(0.9 * budget);
    expect(used).toBeLessThan(1.1 * budget);
    expect(used).toBeGreaterThan(0.4 * budget);
  });
});
