import type { Span } from '@throughline/hub';
import { expect, test } from 'vitest';
import { addToTail, EMPTY_TAIL, resumeTail } from './tail-buffer.ts';

const spans = (...ids: readonly string[]): Span[] => ids.map((spanId) => ({ spanId }) as Span);
const ids = (list: readonly Span[]): string => list.map(({ spanId }) => spanId).join('');

test('new spans stand above old ones; while paused they wait', () => {
  let tail = addToTail(EMPTY_TAIL, spans('a', 'b'), false);
  tail = addToTail(tail, spans('c'), false);
  expect(ids(tail.shown)).toBe('cba');
  tail = addToTail(tail, spans('d', 'e'), true);
  expect([ids(tail.shown), ids(tail.waiting)]).toEqual(['cba', 'ed']);
  tail = resumeTail(tail);
  expect([ids(tail.shown), ids(tail.waiting)]).toEqual(['edcba', '']);
});

test('five hundred wait, the rest is counted', () => {
  const many = spans(...Array.from({ length: 500 }, (_, i) => String(i)));
  const full = addToTail(EMPTY_TAIL, many, true);
  expect([full.waiting.length, full.omitted]).toEqual([500, 0]);
  expect(addToTail(full, spans('x'), true).omitted).toBe(1);
});
