import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMarkedRequest, sendRequest } from '../fixtures/load.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { TestHub } from '../fixtures/test-hub.ts';
import type { Signal } from '../store/engine.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];
const REQUESTS = 40;

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start({ maxSegmentBytes: 64 * 1024 });
});

afterAll(() => hub.close());

type Counts = Record<'received' | 'stored' | 'rejected' | 'queued', number>;

async function scrape(): Promise<Record<Signal, Counts>> {
  const text = await (await fetch(`${hub.hub.addresses.ui}/metrics`)).text();
  const counts = {} as Record<Signal, Counts>;
  for (const signal of SIGNALS) {
    const of = (name: string): number =>
      Number(new RegExp(`^throughline_hub_${name}\\{signal="${signal}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
    counts[signal] = {
      received: of('received_items_total'),
      stored: of('stored_items_total'),
      rejected: of('rejected_items_total'),
      queued: of('queued_items'),
    };
  }
  return counts;
}

test('under load the books balance at every scrape', { timeout: 120_000 }, async () => {
  const sent: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  let rejected = 0;
  const send = async (signal: Signal): Promise<void> => {
    for (let i = 0; i < REQUESTS; i++) {
      await sendRequest(hub.hub.addresses.otlpHttp, createMarkedRequest(signal, 25));
      sent[signal] += 25;
    }
  };
  const sendBad = async (): Promise<void> => {
    const good = createSpan({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    for (let i = 0; i < REQUESTS; i++) {
      const body = encodeSpans([good, { ...good, traceId: '' }]);
      await sendRequest(hub.hub.addresses.otlpHttp, { signal: 'traces', body });
      await sendRequest(hub.hub.addresses.otlpHttp, { signal: 'traces', body: Buffer.from('hello world') });
      sent.traces += 2;
      rejected++;
    }
  };
  const done = new AbortController();
  const sending = Promise.all([...SIGNALS.map(send), ...SIGNALS.map(send), sendBad()]).then(() => done.abort());
  let scrapes = 0;
  let sawQueued = false;
  while (!done.signal.aborted) {
    const counts = await scrape();
    for (const { received, stored, rejected: refused, queued } of Object.values(counts)) {
      expect(received).toBe(stored + refused + queued);
      sawQueued ||= queued > 0;
    }
    scrapes++;
  }
  await sending;
  await hub.stored();
  expect(scrapes).toBeGreaterThan(5);
  expect(sawQueued).toBe(true);
  const counts = await scrape();
  expect(SIGNALS.map((signal) => counts[signal])).toEqual([
    { received: sent.traces, stored: sent.traces - rejected, rejected, queued: 0 },
    { received: sent.logs, stored: sent.logs, rejected: 0, queued: 0 },
    { received: sent.metrics, stored: sent.metrics, rejected: 0, queued: 0 },
  ]);
});
