import { describe, expect, it } from 'vitest';
import { BATCH_OVERHEAD_BYTES, BatchList, type QueueBounds, type QueuedBatch } from './batch-list.ts';
import type { EncodedBatch } from './encoded-batch.ts';

const COST = 100 + BATCH_OVERHEAD_BYTES;

function createList(bounds: Partial<QueueBounds> = {}): BatchList {
  return new BatchList({ maxQueueBytes: 3 * COST, maxQueueSize: undefined, keep: 'newest', ...bounds });
}

function batch(spanCount = 1, bytes = 100): EncodedBatch {
  return { bytes: new Uint8Array(bytes), spanCount };
}

const sequences = (entries: readonly QueuedBatch[]): number[] => entries.map(({ sequence }) => sequence);

describe('bounds', () => {
  it('of bytes take the last batch that fits, its objects included', () => {
    const list = createList({ keep: 'oldest' });
    expect([list.add(batch()), list.add(batch()), list.add(batch())]).toEqual([[], [], []]);
    expect(list.bytes).toBe(3 * COST);
    expect(sequences(list.add(batch(1, 0)))).toEqual([3]);
  });

  it('of spans take the last batch that fits', () => {
    const list = createList({ maxQueueSize: 5, keep: 'oldest' });
    expect(list.add(batch(2))).toEqual([]);
    expect(list.add(batch(3))).toEqual([]);
    expect(sequences(list.add(batch(1)))).toEqual([2]);
    expect(list.spans).toBe(5);
  });

  it('make the oldest give way, as many as it takes', () => {
    const list = createList();
    for (let count = 0; count < 3; count++) list.add(batch());
    expect(sequences(list.add(batch()))).toEqual([0]);
    expect(sequences(list.add(batch(1, 100 + COST)))).toEqual([1, 2]);
    expect(sequences(list.entries())).toEqual([3, 4]);
    expect(list.bytes).toBe(3 * COST);
  });

  it('make nothing give way for a batch that cannot fit', () => {
    const list = createList();
    list.add(batch());
    expect(sequences(list.add(batch(1, 3 * COST)))).toEqual([1]);
    expect(sequences(list.entries())).toEqual([0]);
  });

  it('count what is under way, which cannot give way', () => {
    const list = createList();
    list.add(batch());
    list.add(batch());
    list.take();
    list.take();
    list.add(batch());
    expect(sequences(list.add(batch(1, 100 + COST)))).toEqual([3]);
    expect(sequences(list.add(batch()))).toEqual([2]);
    expect(sequences(list.entries())).toEqual([0, 1, 4]);
  });

  it('count all the memory that a view keeps alive', () => {
    const list = createList();
    list.add({ bytes: new Uint8Array(5000).subarray(0, 10), spanCount: 1 });
    expect(list.bytes).toBe(0);
    const wide = createList({ maxQueueBytes: 10_000 });
    wide.add({ bytes: new Uint8Array(5000).subarray(0, 10), spanCount: 1 });
    expect(wide.bytes).toBe(5000 + BATCH_OVERHEAD_BYTES);
  });
});

describe('order', () => {
  function takeAll(list: BatchList): QueuedBatch[] {
    return Array.from({ length: list.waitingCount }, () => list.take() as QueuedBatch);
  }

  it('is that of arrival, also for what is put back in any order', () => {
    const list = createList({ maxQueueBytes: 10 * COST });
    for (let count = 0; count < 4; count++) list.add(batch());
    const taken = takeAll(list);
    for (const index of [2, 0, 3, 1]) list.putBack(taken[index], 'in order');
    expect(sequences(takeAll(list))).toEqual([0, 1, 2, 3]);
  });

  it('lets a batch step back', () => {
    const list = createList({ maxQueueBytes: 10 * COST });
    for (let count = 0; count < 3; count++) list.add(batch());
    list.putBack(list.take() as QueuedBatch, 'last');
    expect(sequences(takeAll(list))).toEqual([1, 2, 0]);
  });
});

it('costs nothing once everything has left', () => {
  const list = createList();
  for (let count = 0; count < 3; count++) list.add(batch(2));
  const entry = list.take() as QueuedBatch;
  expect([list.waitingCount, list.underWayCount]).toEqual([2, 1]);
  expect(sequences(list.clearWaiting())).toEqual([1, 2]);
  list.remove(entry);
  list.remove(entry);
  expect([list.bytes, list.spans, list.waitingCount, list.underWayCount]).toEqual([0, 0, 0, 0]);
  expect(list.take()).toBeUndefined();
});
