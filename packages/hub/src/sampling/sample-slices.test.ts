import { expect, test } from 'vitest';
import { chooseSlices } from './sample-slices.ts';

const SECOND = 1_000_000_000n;
const DAY = { startUnixNano: 0n, endUnixNano: 86_400n * SECOND };

test('what is little is taken whole', () => {
  const minutes = [{ second: 60, spans: '100' }];
  expect(chooseSlices(minutes, DAY, (spans) => 100 / spans)).toEqual({
    slices: [{ from: 0n, to: 86_400n * SECOND - 1n }],
    share: 1,
    spans: 100,
  });
  expect(chooseSlices([], DAY, (spans) => 100 / spans)).toMatchObject({ share: 1, spans: 0 });
});

test('of much, slices are taken where the spans are', () => {
  // A quiet minute, long nothing, and a busy one.
  const minutes = [
    { second: 0, spans: '1600' },
    { second: 6000, spans: '14400' },
  ];
  const { slices, share } = chooseSlices(minutes, DAY, (spans) => 8000 / spans);
  expect(share).toBe(0.5);
  expect(slices).toHaveLength(4);
  const busy = slices.filter(({ from }) => from >= 6000n * SECOND);
  expect(busy.length).toBe(4);
  const seconds = (windows: typeof slices): number =>
    Number(windows.reduce((sum, { from, to }) => sum + to - from + 1n, 0n)) / 1e9;
  expect(seconds(busy)).toBeCloseTo((60 * 8000) / 14_400, 1);
  for (const [i, { from, to }] of slices.entries()) {
    expect(from <= to).toBe(true);
    if (i > 0) expect(from > slices[i - 1].to).toBe(true);
  }
});

test('no slice leaves the range', () => {
  const range = { startUnixNano: 30n * SECOND, endUnixNano: 90n * SECOND };
  const minutes = [
    { second: 0, spans: '1000' },
    { second: 60, spans: '1000' },
  ];
  const { slices } = chooseSlices(minutes, range, () => 0.1);
  expect(slices.length).toBeGreaterThan(1);
  for (const { from, to } of slices)
    expect([from >= range.startUnixNano, to < range.endUnixNano]).toEqual([true, true]);
});
