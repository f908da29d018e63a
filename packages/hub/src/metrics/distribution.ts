// Histograms of both kinds as counts of ranges of values, which can be added, subtracted and asked for quantiles.

/** How many values lay between two. */
export interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Buckets, in any order. */
export type Distribution = readonly Bucket[];

/** Buckets of a histogram with explicit bounds: the first and the last have no other end. */
export function explicitBuckets(bounds: readonly number[], counts: readonly number[]): Distribution {
  if (bounds.length === 0) return [];
  const first = Math.min(0, bounds[0]);
  return counts.map((count, i) => ({
    low: i === 0 ? first : bounds[i - 1],
    high: i === bounds.length ? bounds[i - 1] : bounds[i],
    count,
  }));
}

/** What an exponential histogram has: bucket `i` of a scale lies between `base^i` and `base^(i+1)`, base = 2^(2^-scale). */
export interface ExponentialBuckets {
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positive: ExponentialCounts;
  readonly negative: ExponentialCounts;
}

/** Counts of the buckets from an index on. */
export interface ExponentialCounts {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** @param scale - as it is, or lower, which merges neighbours: then buckets of several points have the same bounds. */
export function exponentialBuckets(buckets: ExponentialBuckets, scale = buckets.scale): Distribution {
  const { zeroCount, zeroThreshold, positive, negative } = buckets;
  const shift = buckets.scale - scale;
  const edge = (index: number): number => 2 ** (index * 2 ** -scale);
  return [
    ...[...shiftCounts(negative, shift)].map(([i, count]) => ({ low: -edge(i + 1), high: -edge(i), count })),
    { low: -zeroThreshold, high: zeroThreshold, count: zeroCount },
    ...[...shiftCounts(positive, shift)].map(([i, count]) => ({ low: edge(i), high: edge(i + 1), count })),
  ];
}

function shiftCounts({ offset, counts }: ExponentialCounts, shift: number): Map<number, number> {
  const shifted = new Map<number, number>();
  for (const [i, count] of counts.entries()) {
    const index = Math.floor((offset + i) / 2 ** shift);
    shifted.set(index, (shifted.get(index) ?? 0) + count);
  }
  return shifted;
}

/** One distribution and the other, `sign` times. */
export function combine(one: Distribution, other: Distribution, sign: 1 | -1 = 1): Distribution {
  const buckets = new Map<string, Bucket>();
  const add = ({ low, high, count }: Bucket, factor: number): void => {
    const key = `${low} ${high}`;
    buckets.set(key, { low, high, count: (buckets.get(key)?.count ?? 0) + count * factor });
  };
  for (const bucket of one) add(bucket, 1);
  for (const bucket of other) add(bucket, sign);
  return [...buckets.values()].filter(({ count }) => count > 0);
}

/** The value below which a share of the values lies, taken to be spread evenly within a bucket. `null` without values. */
export function findQuantile(distribution: Distribution, share: number): number | null {
  const sorted = distribution.filter(({ count }) => count > 0).toSorted((a, b) => a.high - b.high || a.low - b.low);
  let rest = share * sorted.reduce((sum, { count }) => sum + count, 0);
  for (const { low, high, count } of sorted) {
    if (rest <= count) return low + ((high - low) * rest) / count;
    rest -= count;
  }
  return sorted.at(-1)?.high ?? null;
}
