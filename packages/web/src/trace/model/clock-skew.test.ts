import { describe, expect, test } from 'vitest';
import { answerOf, outlineOf } from '../fixtures/outline.ts';
import { correctSkew, hasSkew } from './clock-skew.ts';
import { readOutline } from './outline.ts';

/** Where each span is shown, and how far it was moved. */
function check(lines: readonly string[], skewed: readonly number[], expected: string): void {
  const { offsetNs, movedNs } = correctSkew(outlineOf(lines, { 'clock-skew': skewed }));
  const shown = [...offsetNs].map((offset, place) => `${offset}${movedNs![place] === 0 ? '' : ` +${movedNs![place]}`}`);
  expect(shown.join(', ')).toBe(expected);
}

describe('what is moved', () => {
  test('into the middle of its parent, where it fits', () => check(['a/x 10-110', '  b/y 5-45'], [1], '0, 30 +35'));
  test('where it just fits', () => check(['a/x 10-20', '  b/y 5-15'], [1], '0, 0 +5'));
  test('to the start, where it does not fit', () => check(['a/x 10-20', '  b/y 0-30'], [1], '0, 0 +10'));
  test('with what it did itself', () => check(['a/x 10-110', '  b/y 5-45', '    b/z 15-25'], [1], '0, 30 +35, 40 +35'));
  test('not what begins late', () => check(['a/x 0-10', '  b/y 20-30'], [], '0, 20'));
  test('not what was called next', () => check(['a/x 10-110', '  b/y 5-45', '  c/z 50-60'], [1], '0, 30 +35, 40'));
  test('not another service below, whose clock agrees', () =>
    check(['a/x 10-110', '  b/y 5-45', '    a/z 60-70'], [1], '0, 30 +35, 50'));
  test('another service below, for which it is too early now', () =>
    check(['a/x 10-110', '  b/y 5-45', '    c/z 15-35'], [1], '0, 30 +35, 40 +35'));
  test('by a second clock below the first', () =>
    check(['a/x 100-200', '  b/y 50-110', '    c/z 0-20'], [1, 2], '0, 20 +70, 40 +140'));
  test('another process of the same service', () => check(['a/x 10-30', '  a/y 0-10'], [1], '0, 5 +15'));
});

test('the trace begins and ends with what is shown, and events move with their span', () => {
  const answer = answerOf(['a/x 10-110', '  b/y 0-160'], { 'clock-skew': [1] });
  const { summary, events, durationNs } = correctSkew(readOutline({ ...answer, events: [0, 20, 1, 5] }));
  expect(summary.startUnixNano).toBe('1790000000000000010');
  expect(summary.durationNs).toBe(160);
  expect([...durationNs]).toEqual([100, 160]);
  expect(events).toEqual(
    new Map([
      [0, [10]],
      [1, [5]],
    ]),
  );
});

test('which traces have it', () => {
  expect(hasSkew(outlineOf(['a/x 0-10']))).toBe(false);
  expect(hasSkew(outlineOf(['a/x 5-10', '  b/y 0-1'], { 'clock-skew': [1] }))).toBe(true);
});
