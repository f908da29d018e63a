import { expect, test } from 'vitest';
import { SERVICE_COLORS, ServiceColors } from './service-color.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `service-${i}`);

test('as many services as colours all look different', () => {
  const colors = new ServiceColors();
  expect(new Set(names(SERVICE_COLORS).map((name) => colors.get(name))).size).toBe(SERVICE_COLORS);
});

test('more share them evenly, and each keeps its own', () => {
  const colors = new ServiceColors();
  const first = names(30).map((name) => colors.get(name));
  expect(names(30).map((name) => colors.get(name))).toEqual(first);
  const uses = Object.values(Object.groupBy(first, String)).map((group) => group!.length);
  expect(uses).toEqual(Array.from({ length: SERVICE_COLORS }, () => 3));
});

test('what was remembered stays', () => {
  const colors = new ServiceColors();
  const first = names(12).map((name) => colors.get(name));
  const again = new ServiceColors(colors.entries());
  expect(
    names(12)
      .toReversed()
      .map((name) => again.get(name)),
  ).toEqual(first.toReversed());
});

test('no name has a number that is no colour', () => {
  const colors = new ServiceColors();
  for (const name of ['', '__proto__', 'x'.repeat(10_000), ...names(1000)])
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(colors.get(name));
});
