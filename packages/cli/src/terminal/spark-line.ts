const LEVELS = '▁▂▃▄▅▆▇█';

/** Values over time as a line of bars from 0 to the highest; blank where there is none. */
export function sparkLine(values: readonly (number | null)[]): string {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) return ' ';
      const level = highest === 0 ? 0 : Math.round((value / highest) * (LEVELS.length - 1));
      return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, level))];
    })
    .join('');
}

/** Joins neighbours until there are at most so many values: each is the highest of those it stands for. */
export function thinOut(values: readonly (number | null)[], most: number): (number | null)[] {
  if (values.length <= most) return [...values];
  const size = Math.ceil(values.length / most);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => {
    const some = values.slice(index * size, (index + 1) * size).filter((value) => value !== null);
    return some.length === 0 ? null : Math.max(...some);
  });
}
