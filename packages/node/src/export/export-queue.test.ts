import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetReports, setLogLevel, setReportSink } from '../diagnostics/reporter.ts';
import { BATCH_OVERHEAD_BYTES } from './batch-list.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { ExportQueue, type ExportQueueOptions } from './export-queue.ts';
import { type Attempt, ScriptedTransport } from './fixtures/scripted-transport.ts';
import type { SendResult } from './transport.ts';

const DELIVERED: SendResult = { kind: 'delivered' };
const DOWN: SendResult = { kind: 'retry', reason: 'down' };
const REFUSED: SendResult = { kind: 'failed', reason: 'refused' };

const reports: string[] = [];
let previousSink: (line: string) => void;

beforeEach(() => {
  vi.useFakeTimers();
  forgetReports();
  setLogLevel('info');
  reports.length = 0;
  previousSink = setReportSink((line) => reports.push(line));
});

afterEach(() => {
  vi.useRealTimers();
  setLogLevel('warn');
  setReportSink(previousSink);
});

function createQueue(options: Partial<ExportQueueOptions> & { concurrency?: number } = {}) {
  const transport = new ScriptedTransport(options.concurrency);
  const bounds = { maxQueueBytes: 1_000_000, maxQueueSize: undefined, keep: 'newest' } as const;
  return { transport, queue: new ExportQueue(transport, { ...bounds, ...options }) };
}

const batches: EncodedBatch[] = Array.from({ length: 12 }, () => ({ bytes: new Uint8Array(100), spanCount: 10 }));
const indexes = (sent: readonly EncodedBatch[]): number[] => sent.map((batch) => batches.indexOf(batch));
const underWay = (open: readonly Attempt[]): number[] => indexes(open.map(({ batch }) => batch));

describe('concurrency', () => {
  it('is four while the receiver answers', async () => {
    const { transport, queue } = createQueue();
    for (const batch of batches.slice(0, 6)) queue.offer(batch);
    expect(underWay(transport.open)).toEqual([0, 1, 2, 3]);
    await transport.open[1].settle(DELIVERED);
    expect(underWay(transport.open)).toEqual([0, 2, 3, 4]);
    expect(queue.queuedSpans).toBe(50);
    expect(queue.queuedBytes).toBe(5 * (100 + BATCH_OVERHEAD_BYTES));
  });

  it('is what the transport says', async () => {
    const { transport, queue } = createQueue({ concurrency: 1 });
    for (const batch of batches.slice(0, 3)) queue.offer(batch);
    expect(underWay(transport.open)).toEqual([0]);
    await transport.settleAll(DELIVERED);
    expect(underWay(transport.open)).toEqual([1]);
  });

  it('is one after a failure, until something is delivered', async () => {
    const { transport, queue } = createQueue();
    for (const batch of batches.slice(0, 8)) queue.offer(batch);
    await transport.settleAll(DOWN);
    expect(transport.open).toEqual([]);
    await vi.advanceTimersByTimeAsync(1300);
    expect(underWay(transport.open)).toEqual([0]);
    await transport.settleAll(DELIVERED);
    expect(underWay(transport.open)).toEqual([1, 2, 3, 4]);
  });
});

describe('a retry', () => {
  it('comes after about a second, then two, four, eight, fifteen', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    for (const seconds of [1, 2, 4, 8, 15, 15]) {
      await transport.settleAll(DOWN);
      await vi.advanceTimersByTimeAsync(seconds * 700 - 1);
      expect(transport.open).toEqual([]);
      await vi.advanceTimersByTimeAsync(seconds * 600 + 1);
      expect(transport.open).toHaveLength(1);
    }
    expect(queue.counters).toEqual({ exported: 0, dropped: 0, rejected: 0, failedAttempts: 6 });
  });

  it('begins anew after a success', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    for (const wait of [1300, 2600]) {
      await transport.settleAll(DOWN);
      await vi.advanceTimersByTimeAsync(wait);
    }
    await transport.settleAll(DELIVERED);
    queue.offer(batches[1]);
    await transport.settleAll(DOWN);
    await vi.advanceTimersByTimeAsync(1300);
    expect(underWay(transport.open)).toEqual([1]);
  });

  it('counts requests that fail together once, and keeps their order', async () => {
    const { transport, queue } = createQueue();
    for (const batch of batches.slice(0, 5)) queue.offer(batch);
    for (const position of [3, 1, 0, 0]) await transport.open[position].settle(DOWN);
    await vi.advanceTimersByTimeAsync(1300);
    expect(underWay(transport.open)).toEqual([0]);
    for (let count = 0; count < 5; count++) await transport.settleAll(DELIVERED);
    expect(indexes(transport.sent)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 4]);
  });

  it('waits as long as the receiver asks', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    await transport.settleAll({ ...DOWN, afterMs: 30_000 });
    await vi.advanceTimersByTimeAsync(29_999);
    expect(transport.open).toEqual([]);
    await vi.advanceTimersByTimeAsync(3001);
    expect(transport.open).toHaveLength(1);
  });

  it('waits no longer than five minutes or so', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    await transport.settleAll({ ...DOWN, afterMs: 1e9 });
    await vi.advanceTimersByTimeAsync(299_999);
    expect(transport.open).toEqual([]);
    await vi.advanceTimersByTimeAsync(30_001);
    expect(transport.open).toHaveLength(1);
  });

  it('waits for the longest of several', async () => {
    const { transport, queue } = createQueue();
    for (const batch of batches.slice(0, 4)) queue.offer(batch);
    await transport.open[0].settle(DOWN);
    await transport.open[0].settle({ ...DOWN, afterMs: 60_000 });
    await transport.open[0].settle({ ...DOWN, afterMs: 10_000 });
    await transport.open[0].settle(DELIVERED);
    queue.offer(batches[4]);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(transport.open).toEqual([]);
    await vi.advanceTimersByTimeAsync(6001);
    expect(transport.open.length).toBeGreaterThan(0);
  });

  it('after several that were put off together is the second', async () => {
    const { transport, queue } = createQueue();
    for (const batch of batches.slice(0, 3)) queue.offer(batch);
    for (const afterMs of [1000, 2000, 3000]) await transport.open[0].settle({ ...DOWN, afterMs });
    await vi.advanceTimersByTimeAsync(3300);
    await transport.settleAll(DOWN);
    await vi.advanceTimersByTimeAsync(2600);
    expect(underWay(transport.open)).toEqual([0]);
  });

  it('is said once, and so is its end', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    for (const wait of [1300, 2600]) {
      await transport.settleAll(DOWN);
      await vi.advanceTimersByTimeAsync(wait);
    }
    expect(queue.lastError).toEqual({ message: 'down', at: expect.any(Date) });
    await transport.settleAll(DELIVERED);
    expect(queue.lastError).toBeUndefined();
    expect(reports).toEqual([
      'throughline warn: cannot export to nowhere: down; trying again',
      'throughline info: nowhere takes spans again',
    ]);
  });
});

describe('a batch that fails alone', () => {
  async function answer(transport: ScriptedTransport, times: number): Promise<void> {
    for (let count = 0; count < times; count++) {
      for (const attempt of transport.open.slice()) {
        await attempt.settle(attempt.batch === batches[0] ? DOWN : DELIVERED);
      }
      await vi.advanceTimersByTimeAsync(20_000);
    }
  }

  it('lets the others pass, and is given up in the end', async () => {
    const { transport, queue } = createQueue({ concurrency: 1 });
    for (const batch of batches.slice(0, 4)) queue.offer(batch);
    await answer(transport, 12);
    expect(indexes(transport.sent)).toEqual([0, 0, 0, 1, 2, 3, 0, 0, 0]);
    expect(transport.open).toEqual([]);
    expect(queue.queuedSpans).toBe(0);
    expect(queue.counters).toMatchObject({ exported: 30, dropped: 10 });
    expect(reports.at(-1)).toContain('failed 6 times while others were delivered: down; they are lost');
  });

  it('is kept where nothing else was delivered either', async () => {
    const { transport, queue } = createQueue({ concurrency: 1 });
    queue.offer(batches[0]);
    await answer(transport, 20);
    expect(queue.queuedSpans).toBe(10);
    expect(queue.counters.dropped).toBe(0);
  });
});

describe('a result', () => {
  const cases: [string, SendResult, object, string[]][] = [
    ['of success', DELIVERED, { exported: 10 }, []],
    [
      'of partial success',
      { kind: 'delivered', rejectedSpans: 4, warning: 'too old' },
      { exported: 6, rejected: 4 },
      ['throughline warn: nowhere refused 4 of 10 spans: too old'],
    ],
    [
      'of partial success without a reason',
      { kind: 'delivered', rejectedSpans: 10, warning: '' },
      { exported: 0, rejected: 10 },
      ['throughline warn: nowhere refused 10 of 10 spans: no reason given'],
    ],
    [
      'with more refused spans than there were',
      { kind: 'delivered', rejectedSpans: 11 },
      { exported: 0, rejected: 10 },
      ['throughline warn: nowhere refused 10 of 10 spans: no reason given'],
    ],
    [
      'with a warning',
      { kind: 'delivered', rejectedSpans: 0, warning: 'deprecated' },
      { exported: 10, rejected: 0 },
      ['throughline warn: nowhere answered with a warning: deprecated'],
    ],
    [
      'of failure',
      REFUSED,
      { dropped: 10, failedAttempts: 1 },
      ['throughline error: cannot export 10 spans to nowhere: refused; they are lost'],
    ],
  ];

  it.each(cases)('%s is counted and said', async (_name, result, counters, said) => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    await transport.settleAll(result);
    expect(queue.counters).toMatchObject(counters);
    expect(reports).toEqual(said);
    expect(queue.queuedSpans).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transport.sent).toHaveLength(1);
  });

  it('that the transport throws is a failure', async () => {
    const { transport, queue } = createQueue();
    transport.send = () => {
      throw new Error('bug');
    };
    queue.offer(batches[0]);
    await vi.advanceTimersByTimeAsync(0);
    expect(queue.counters.dropped).toBe(10);
    expect(queue.lastError?.message).toBe('Error: bug');
  });
});

describe('a full queue', () => {
  const cost = 100 + BATCH_OVERHEAD_BYTES;

  it.each([
    ['newest', [0, 4, 5]],
    ['oldest', [0, 1, 2]],
  ] as const)('keeps the %s', async (keep, expected) => {
    const { transport, queue } = createQueue({ maxQueueBytes: 3 * cost, keep });
    queue.offer(batches[0]);
    await transport.settleAll(DOWN);
    await vi.advanceTimersByTimeAsync(1300);
    for (const batch of batches.slice(1, 6)) queue.offer(batch);
    expect(queue.counters.dropped).toBe(30);
    expect(queue.queuedBytes).toBe(3 * cost);
    for (let count = 0; count < 4; count++) await transport.settleAll(DELIVERED);
    expect(indexes(transport.sent.slice(1))).toEqual(expected);
    expect(reports).toContain(
      'throughline warn: 10 spans dropped so far: queue full of scripted to nowhere (last error: down)',
    );
  });
});

describe('drain', () => {
  it('of an empty queue holds the transport for a moment', async () => {
    const { transport, queue } = createQueue();
    expect(await queue.drain(1000)).toBe(true);
    expect(transport.holds).toEqual([true, false]);
  });

  it('tries again at once, and holds the transport until everything is delivered', async () => {
    const { transport, queue } = createQueue();
    for (const batch of batches.slice(0, 2)) queue.offer(batch);
    await transport.settleAll(DOWN);
    const drained = queue.drain(3000);
    expect(underWay(transport.open)).toEqual([0]);
    await transport.settleAll(DOWN);
    await vi.advanceTimersByTimeAsync(300);
    for (let count = 0; count < 2; count++) await transport.settleAll(DELIVERED);
    expect(await drained).toBe(true);
    expect(transport.holds).toEqual([true, false]);
  });

  it('ends at the deadline', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    const drained = queue.drain(3000);
    await vi.advanceTimersByTimeAsync(2999);
    expect(transport.holds).toEqual([true]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await drained).toBe(false);
    expect(transport.holds).toEqual([true, false]);
    expect(queue.queuedSpans).toBe(10);
  });

  it('does not wait for what comes later', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    const drained = queue.drain(3000);
    queue.offer(batches[1]);
    await transport.open[0].settle(DELIVERED);
    expect(await drained).toBe(true);
    expect(underWay(transport.open)).toEqual([1]);
  });

  it('takes a refusal for an answer, and a drop for none', async () => {
    const { transport, queue } = createQueue({ maxQueueSize: 20, concurrency: 1 });
    queue.offer(batches[0]);
    const refused = queue.drain(3000);
    await transport.settleAll(REFUSED);
    expect(await refused).toBe(true);
    for (const batch of batches.slice(1, 3)) queue.offer(batch);
    const dropped = queue.drain(3000);
    queue.offer(batches[3]);
    await transport.settleAll(DELIVERED);
    expect(await dropped).toBe(false);
  });

  it('gives up early where the receiver does not want to be asked before the deadline', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    const drained = queue.drain(3000);
    const longer = queue.drain(30_000);
    await transport.settleAll({ ...DOWN, afterMs: 5000 });
    expect(await drained).toBe(false);
    expect(transport.holds).toEqual([true]);
    await vi.advanceTimersByTimeAsync(5500);
    await transport.settleAll(DELIVERED);
    expect(await longer).toBe(true);
    expect(transport.holds).toEqual([true, false]);
  });

  it('leaves no timer behind', async () => {
    const { transport, queue } = createQueue();
    queue.offer(batches[0]);
    const drained = queue.drain(3000);
    await transport.settleAll(DELIVERED);
    await drained;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('close', () => {
  it('drops what waits, and counts what was under way as it ends', async () => {
    const { transport, queue } = createQueue({ concurrency: 2 });
    for (const batch of batches.slice(0, 5)) queue.offer(batch);
    const drained = queue.drain(3000);
    queue.close();
    queue.close();
    expect(await drained).toBe(false);
    expect(transport.isClosed).toBe(true);
    expect(queue.counters.dropped).toBe(30);
    await transport.open[0].settle(DELIVERED);
    await transport.open[0].settle(DOWN);
    expect(queue.counters).toMatchObject({ exported: 10, dropped: 40 });
    expect(queue.queuedSpans).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes nothing more', () => {
    const { transport, queue } = createQueue();
    queue.close();
    queue.offer(batches[0]);
    expect(transport.sent).toEqual([]);
    expect(queue.counters.dropped).toBe(10);
    expect(reports).toEqual(['throughline warn: 10 spans dropped so far: after shutdown of scripted to nowhere']);
  });
});
