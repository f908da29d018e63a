import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FITS, pairInAnyOrder, pairInOrder, SIMILAR } from './pairing.ts';

/** A letter is the name, a digit the rest. */
interface Item {
  readonly name: string;
  readonly rest: number;
}

const items = fc.array(fc.record({ name: fc.constantFrom('a', 'b'), rest: fc.integer({ min: 0, max: 2 }) }), {
  maxLength: 6,
});

function score(expected: Item, actual: Item): number {
  if (expected.name !== actual.name) return 0;
  return expected.rest === actual.rest ? FITS : SIMILAR;
}

function total(pairs: readonly (readonly [Item | undefined, Item | undefined])[]): number {
  return pairs.reduce(
    (sum, [one, other]) => sum + (one === undefined || other === undefined ? 0 : score(one, other)),
    0,
  );
}

/** The best sum in order, by trying everything. */
function bestInOrder([one, ...rest]: readonly Item[], actual: readonly Item[]): number {
  if (one === undefined) return 0;
  const pairings = actual.map((other, index) => {
    const gain = score(one, other);
    return gain === 0 ? 0 : gain + bestInOrder(rest, actual.slice(index + 1));
  });
  return Math.max(bestInOrder(rest, actual), ...pairings);
}

/** An expectation that several items fit: only then does it matter who gets which. */
interface Choice {
  readonly name: string;
  readonly rests: readonly number[];
}

const choices = fc.array(fc.record({ name: fc.constantFrom('a', 'b'), rests: fc.subarray([0, 1, 2]) }), {
  maxLength: 6,
});

function scoreChoice(expected: Choice, actual: Item): number {
  if (expected.name !== actual.name) return 0;
  return expected.rests.includes(actual.rest) ? FITS : SIMILAR;
}

/** The most that can fit in any order, by trying everything. */
function mostFitting([one, ...rest]: readonly Choice[], actual: readonly Item[]): number {
  if (one === undefined) return 0;
  const numbers = actual.map((other, index) =>
    scoreChoice(one, other) === FITS ? 1 + mostFitting(rest, actual.toSpliced(index, 1)) : 0,
  );
  return Math.max(mostFitting(rest, actual), ...numbers);
}

function sides(pairs: readonly (readonly [unknown, unknown])[], side: 0 | 1): unknown[] {
  return pairs.map((pair) => pair[side]).filter((item) => item !== undefined);
}

test('in order: every item once, in its order, with the highest sum', () => {
  fc.assert(
    fc.property(items, items, (expected, actual) => {
      const pairs = pairInOrder(expected, actual, score);
      expect(sides(pairs, 0)).toEqual(expected);
      expect(sides(pairs, 1)).toEqual(actual);
      expect(total(pairs)).toBe(bestInOrder(expected, actual));
    }),
  );
});

test('in any order: every item once, and as many as possible fit', () => {
  fc.assert(
    fc.property(choices, items, (expected, actual) => {
      const pairs = pairInAnyOrder(expected, actual, scoreChoice);
      expect(sides(pairs, 0)).toEqual(expected);
      expect(new Set(sides(pairs, 1))).toEqual(new Set(actual));
      expect(sides(pairs, 1)).toHaveLength(actual.length);
      const fitting = pairs.filter(([one, other]) => one && other && scoreChoice(one, other) === FITS);
      expect(fitting).toHaveLength(mostFitting(expected, actual));
    }),
  );
});

test('two long and different lists are paired by position', () => {
  const list = (name: string) => Array.from({ length: 501 }, (_, rest): Item => ({ name, rest }));
  expect(pairInOrder(list('a'), list('b'), score)).toHaveLength(1002);
  const shifted = list('a').map((item) => ({ name: item.name, rest: item.rest + 1 }));
  expect(pairInOrder(shifted, list('a'), score)[1]).toEqual([
    { name: 'a', rest: 2 },
    { name: 'a', rest: 1 },
  ]);
});
