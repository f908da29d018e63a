import { expect, test } from 'vitest';
import { Chunk } from './chunk.ts';

test('reserve keeps what is written and at least doubles', () => {
  const chunk = new Chunk(4);
  chunk.bytes.set([1, 2, 3]);
  chunk.closeAt(3);
  chunk.reserve(1);
  expect(chunk.bytes).toHaveLength(4);
  chunk.reserve(2);
  expect(chunk.bytes).toHaveLength(8);
  expect([...chunk.written()]).toEqual([1, 2, 3]);
  chunk.reserve(100);
  expect(chunk.bytes).toHaveLength(103);
});

test('view shows the same bytes, after growing and shrinking too', () => {
  const chunk = new Chunk(4);
  const check = (): void => {
    chunk.view.setUint8(1, 0x5a);
    expect(chunk.bytes[1]).toBe(0x5a);
    expect(chunk.view.byteLength).toBe(chunk.bytes.length);
  };
  check();
  chunk.reserve(100);
  check();
  chunk.shrink();
  check();
});

test('reset keeps the capacity, shrink gives it back', () => {
  const chunk = new Chunk(4);
  chunk.reserve(50);
  chunk.closeAt(50);
  chunk.reset();
  expect([chunk.length, chunk.bytes.length]).toEqual([0, 50]);
  chunk.shrink();
  expect([chunk.length, chunk.bytes.length]).toEqual([0, 4]);
});

test('closeAt refuses an end behind the capacity', () => {
  const chunk = new Chunk(4);
  chunk.closeAt(4);
  expect(() => chunk.closeAt(5)).toThrow(expect.objectContaining({ name: 'WireError', code: 'TL_WIRE_UNSTABLE' }));
  expect(chunk.length).toBe(4);
});
