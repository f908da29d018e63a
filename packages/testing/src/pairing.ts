/** What stands side by side; `undefined` where one side has nothing. */
export type Pair<E, A> = readonly [E | undefined, A | undefined];

/** How well two things go together: 0 for not at all, then `SIMILAR`, and `FITS` at best. */
export type Score<E, A> = (expected: E, actual: A) => number;

export const SIMILAR = 1;
export const FITS = 3;

/** Beyond this many comparisons, two long and different lists are paired by position. */
const MAX_COMPARISONS = 250_000;

/** Pairs two lists in their order, for the highest sum of scores. */
export function pairInOrder<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): Pair<E, A>[] {
  // Fast path: nearly always everything fits, one by one, from both ends to the difference.
  const head = countFitting(expected, actual, score);
  const [expectedEnd, actualEnd] = [expected.slice(head).toReversed(), actual.slice(head).toReversed()];
  const tail = countFitting(expectedEnd, actualEnd, score);
  const expectedRest = expectedEnd.slice(tail).toReversed();
  const actualRest = actualEnd.slice(tail).toReversed();
  const isLong = expectedRest.length * actualRest.length > MAX_COMPARISONS;
  const pairRest = isLong ? pairByPosition : pairByScore;
  const last = actual.length - tail;
  return [
    ...expected.slice(0, head).map((one, index): Pair<E, A> => [one, actual[index]]),
    ...pairRest(expectedRest, actualRest, score),
    ...expected.slice(expected.length - tail).map((one, index): Pair<E, A> => [one, actual[last + index]]),
  ];
}

function countFitting<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): number {
  const misfit = expected.findIndex((one, index) => index >= actual.length || score(one, actual[index]) !== FITS);
  return misfit === -1 ? expected.length : misfit;
}

/** Pairs two lists in any order: whoever can fit does, then what is similar, in the order of the expected. */
export function pairInAnyOrder<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): Pair<E, A>[] {
  const partners = matchAll(expected, actual, score);
  const free = new Set(actual.filter((one) => !partners.includes(one)));
  for (const [index, one] of expected.entries()) {
    if (partners[index] !== undefined) continue;
    partners[index] = [...free].find((candidate) => score(one, candidate) > 0);
    if (partners[index] !== undefined) free.delete(partners[index]);
  }
  return [
    ...expected.map((one, index): Pair<E, A> => [one, partners[index]]),
    ...[...free].map((one): Pair<E, A> => [undefined, one]),
  ];
}

function pairByPosition<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): Pair<E, A>[] {
  return Array.from({ length: Math.max(expected.length, actual.length) }, (_, index): Pair<E, A>[] => {
    const [one, other] = [expected[index], actual[index]];
    if (one !== undefined && other !== undefined && score(one, other) > 0) return [[one, other]];
    const alone: Pair<E, A>[] = [
      [one, undefined],
      [undefined, other],
    ];
    return alone.filter((pair) => pair.some((side) => side !== undefined));
  }).flat();
}

/** The heaviest common subsequence. */
function pairByScore<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): Pair<E, A>[] {
  const sums = sumScores(expected, actual, score);
  const pairs: Pair<E, A>[] = [];
  let row = 0;
  let column = 0;
  while (row < expected.length || column < actual.length) {
    const gain = row < expected.length && column < actual.length ? score(expected[row], actual[column]) : 0;
    if (gain > 0 && sums[row][column] === gain + sums[row + 1][column + 1])
      pairs.push([expected[row++], actual[column++]]);
    else if (row < expected.length && sums[row][column] === sums[row + 1][column])
      pairs.push([expected[row++], undefined]);
    else pairs.push([undefined, actual[column++]]);
  }
  return pairs;
}

/** `sums[row][column]`: the best sum for what is left from there. */
function sumScores<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): number[][] {
  const sums = Array.from({ length: expected.length + 1 }, () => Array.from({ length: actual.length + 1 }, () => 0));
  for (let row = expected.length - 1; row >= 0; row -= 1) {
    for (let column = actual.length - 1; column >= 0; column -= 1) {
      const gain = score(expected[row], actual[column]);
      const together = gain > 0 ? gain + sums[row + 1][column + 1] : 0;
      sums[row][column] = Math.max(together, sums[row + 1][column], sums[row][column + 1]);
    }
  }
  return sums;
}

/** The largest matching of what fits (Kuhn): each may push another one to a different partner. */
function matchAll<E, A>(expected: readonly E[], actual: readonly A[], score: Score<E, A>): (A | undefined)[] {
  const takenBy = new Map<A, number>();
  const place = (index: number, tried: Set<A>): boolean =>
    actual.some((candidate) => {
      if (tried.has(candidate) || score(expected[index], candidate) !== FITS) return false;
      tried.add(candidate);
      const holder = takenBy.get(candidate);
      if (holder !== undefined && !place(holder, tried)) return false;
      takenBy.set(candidate, index);
      return true;
    });
  for (const index of expected.keys()) place(index, new Set());
  const partners: (A | undefined)[] = expected.map(() => undefined);
  for (const [candidate, index] of takenBy) partners[index] = candidate;
  return partners;
}
