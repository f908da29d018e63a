import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSuppressed } from '../context/context.ts';
import { activeContext } from '../context/context-manager.ts';
import { createTransport } from './create-transport.ts';
import { runDetached } from './detached.ts';
import { ExportQueue } from './export-queue.ts';
import { createBatch } from './fixtures/create-batch.ts';
import { GrpcSink } from './fixtures/grpc-sink.ts';
import { HttpSink } from './fixtures/http-sink.ts';
import { BATCH, createOtlpConfiguration } from './fixtures/otlp-configuration.ts';

interface Seen {
  readonly channel: string;
  readonly isSuppressed: boolean;
  readonly store: string | undefined;
}

const application = new AsyncLocalStorage<string>();
const CHANNELS = ['net.client.socket', 'http2.client.stream.start'];
const seen: Seen[] = [];
const look = (_message: unknown, channel: string | symbol): void => {
  const store = application.getStore();
  seen.push({ channel: String(channel), isSuppressed: isSuppressed(activeContext()), store });
};

beforeEach(() => {
  seen.length = 0;
  for (const channel of CHANNELS) subscribe(channel, look);
});

afterEach(() => {
  for (const channel of CHANNELS) unsubscribe(channel, look);
});

it('runDetached hides what the application stores, and returns the result', () => {
  application.run('request', () => {
    expect(runDetached(() => [application.getStore(), isSuppressed(activeContext())])).toEqual([undefined, true]);
    expect([application.getStore(), isSuppressed(activeContext())]).toEqual(['request', false]);
  });
});

describe('an export that begins during a request of the application', () => {
  async function exportTo(url: string, protocol: 'http/protobuf' | 'grpc'): Promise<void> {
    const queue = new ExportQueue(createTransport(createOtlpConfiguration({ url, protocol })), BATCH);
    await application.run('request', async () => {
      for (const name of ['a', 'b']) {
        queue.offer(createBatch(name));
        expect(await queue.drain(5000)).toBe(true);
      }
    });
    queue.close();
  }

  it('makes a connection that others see outside of that request, over HTTP', async () => {
    const sink = await HttpSink.start();
    await exportTo(sink.url, 'http/protobuf');
    expect(sink.spanNames).toEqual(['a', 'b']);
    expect(seen.filter(({ channel }) => channel === 'net.client.socket')).toHaveLength(1);
    for (const one of seen) expect(one).toMatchObject({ isSuppressed: true, store: undefined });
    await sink.stop();
  });

  it('is seen by others, but untraced and outside of that request, over gRPC', async () => {
    const sink = await GrpcSink.start();
    await exportTo(sink.url, 'grpc');
    expect(sink.spanNames).toEqual(['a', 'b']);
    expect(seen.filter(({ channel }) => channel === 'http2.client.stream.start')).toHaveLength(2);
    for (const one of seen) expect(one).toMatchObject({ isSuppressed: true, store: undefined });
    sink.stop();
  });
});
