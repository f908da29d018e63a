/** The candidate with the fewest typing errors, if there are at most `maxErrors(candidate)` of them. Case does not count. */
export function findNearest<T extends string>(
  text: string,
  candidates: Iterable<T>,
  maxErrors: (candidate: T) => number,
): T | undefined {
  let nearest: T | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const errors = countTypingErrors(text.toLowerCase(), candidate.toLowerCase());
    if (errors > maxErrors(candidate) || errors >= fewest) continue;
    nearest = candidate;
    fewest = errors;
  }
  return nearest;
}

/** Letters added, missing or wrong, and neighbours swapped, to get from one word to the other. */
export function countTypingErrors(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const differs = from[row - 1] === to[column - 1] ? 0 : 1;
      let best = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + differs);
      if (isSwap(from, row, [to, column])) best = Math.min(best, beforeLast[column - 2] + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length];
}

function isSwap(from: string, row: number, [to, column]: readonly [string, number]): boolean {
  return row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
}
