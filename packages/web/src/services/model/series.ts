import type { Aggregate } from '@throughline/hub';
import { toMs } from '../../time/moment-text.ts';

/** The times of the only series, in seconds. Nothing was found: none. */
export function timesOf({ series }: Aggregate): number[] {
  return (series[0]?.points ?? []).map(({ timeUnixNano }) => toMs(timeUnixNano) / 1000);
}

/** One column of the only series; `length` times 0 where nothing was found. */
export function columnOf({ series }: Aggregate, column: number, length = 0): (number | null)[] {
  if (series.length === 0) return Array.from({ length }, () => 0);
  return series[0].points.map(({ values }) => values[column]);
}
