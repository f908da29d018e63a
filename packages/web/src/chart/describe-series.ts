import type { Series } from './time-chart.tsx';

/** A line in words, for those who cannot see it. */
export function describeSeries(
  { label, values }: Pick<Series, 'label' | 'values'>,
  format: (value: number) => string,
): string {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return `${label}: no values.`;
  const [least, greatest] = [Math.min(...present), Math.max(...present)];
  return `${label}: from ${format(least)} to ${format(greatest)}, last ${format(present[present.length - 1])}.`;
}
