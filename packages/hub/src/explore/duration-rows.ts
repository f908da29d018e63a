/** Rows of a heatmap, in which durations grow by the same factor. */
export interface DurationRows {
  /** The factor as a power of 2. */
  readonly exponent: number;
  /** The first row begins at 2^(exponent · first) ns. */
  readonly first: number;
  readonly count: number;
}

const EXPONENTS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8];

/** The narrowest rows that hold all durations in at most so many. Their edges do not depend on which durations there are. */
export function chooseRows(minNs: number, maxNs: number, maxRows: number): DurationRows {
  const placed = EXPONENTS.map((exponent) => {
    const first = rowOf(minNs, exponent);
    return { exponent, first, count: rowOf(maxNs, exponent) - first + 1 };
  });
  return placed.find(({ count }) => count <= maxRows) ?? placed.at(-1)!;
}

function rowOf(durationNs: number, exponent: number): number {
  return Math.floor(Math.log2(Math.max(1, durationNs)) / exponent);
}

/** Lower edges, and the upper edge of the last row. */
export function edgesOf({ exponent, first, count }: DurationRows): number[] {
  return Array.from({ length: count + 1 }, (_, row) => Math.round(2 ** (exponent * (first + row))));
}
