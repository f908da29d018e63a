import { PassThrough, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ConsoleTransport, type ConsoleTransportOptions } from './console-transport.ts';
import { createSpan, encodeSpans } from './fixtures/create-batch.ts';

const root = createSpan({ traceId: 'a'.repeat(32), spanId: '0'.repeat(15) + '1', name: 'root' });
const child = createSpan({ traceId: root.traceId, parentSpanId: root.spanId, name: 'child' });
const other = createSpan({ parentSpanId: 'c'.repeat(16), name: 'other' });

let stream: PassThrough;

beforeEach(() => {
  stream = new PassThrough();
});

function create(options: ConsoleTransportOptions = {}): ConsoleTransport {
  return new ConsoleTransport({ stream: stream as unknown as NodeJS.WriteStream, ...options });
}

/** Names of the spans written so far, in order, and of missing parents. */
function written(): string[] {
  return String(stream.read() ?? '').match(/root|child|other|…/g) ?? [];
}

describe('spans', () => {
  it('wait for the root of their trace', async () => {
    const transport = create();
    expect(await transport.send(encodeSpans([child, other]))).toEqual({ kind: 'delivered' });
    expect(written()).toEqual([]);
    expect(transport.bufferedSpans).toBe(2);
    await transport.send(encodeSpans([root]));
    expect(written()).toEqual(['root', 'child']);
    expect(transport.bufferedSpans).toBe(1);
  });

  it('are shown without it after a while', async () => {
    const transport = create({ holdMs: 20 });
    await transport.send(encodeSpans([child]));
    await delay(10);
    await transport.send(encodeSpans([other]));
    await expect.poll(() => transport.bufferedSpans).toBe(0);
    expect(written()).toEqual(['…', 'child', '…', 'other']);
  });

  it('are shown without it where there are too many', async () => {
    const transport = create({ maxHeldSpans: 1 });
    await transport.send(encodeSpans([child]));
    expect(written()).toEqual([]);
    await transport.send(encodeSpans([other]));
    expect(written()).toEqual(['…', 'child']);
  });

  it('are shown without it while the process ends', async () => {
    const transport = create();
    await transport.send(encodeSpans([child]));
    transport.hold(true);
    expect(written()).toEqual(['…', 'child']);
    await transport.send(encodeSpans([other]));
    expect(written()).toEqual(['…', 'other']);
    transport.hold(false);
    await transport.send(encodeSpans([other]));
    expect(written()).toEqual([]);
    transport.close();
    expect(written()).toEqual(['…', 'other']);
  });
});

describe('the stream', () => {
  it('says how wide a line may be', async () => {
    const name = 'child'.repeat(30);
    Object.assign(stream, { columns: 90 });
    await create().send(encodeSpans([{ ...root, name }]));
    const lines = String(stream.read()).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(90);
  });

  it('that is full is waited for', async () => {
    const writes: (() => void)[] = [];
    const slow = new Writable({ write: (_chunk, _encoding, done) => void writes.push(done) });
    let isDone = false;
    const transport = create({ stream: slow as unknown as NodeJS.WriteStream });
    const sent = transport.send(encodeSpans([root])).then(() => (isDone = true));
    await delay(10);
    expect([writes.length, isDone]).toEqual([1, false]);
    writes[0]();
    expect(await sent).toBe(true);
  });

  it('that is broken fails the batch, again and again', async () => {
    const transport = create();
    stream.destroy(new Error('gone'));
    stream.on('error', () => {});
    for (let count = 0; count < 20; count++) {
      expect(await transport.send(encodeSpans([root]))).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining('cannot write to the stream'),
      });
    }
    expect(stream.listenerCount('error')).toBe(1);
  });
});
