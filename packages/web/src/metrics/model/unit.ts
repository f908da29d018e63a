import { formatBytes, formatCount, formatDurationNs, formatShare } from '../../design/quantity.ts';

/** Writes values of one unit. */
export type FormatValue = (value: number) => string;

const NS_OF_TIME_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  h: 3600e9,
  d: 86_400e9,
};

/** Whether a column of this name has the unit of the metric, and not calls or points. */
function hasUnit(column: string): boolean {
  return column !== 'count';
}

/**
 * How values of a column are written: in the unit of the metric (UCUM), which `rate` divides by seconds.
 *
 * @param counts - whether the metric counts recorded values, so that `rate` is of these and not of the unit.
 */
export function unitFormat(unit: string, column: string, counts: boolean): FormatValue {
  const isRate = column === 'rate';
  const format = hasUnit(column) && !(isRate && counts) ? plainFormat(unit) : formatCount;
  return isRate ? (value) => `${format(value)} /s` : format;
}

function plainFormat(unit: string): FormatValue {
  const ns = NS_OF_TIME_UNIT[unit];
  if (ns !== undefined) return (value) => formatDurationNs(value * ns);
  if (unit === 'By') return (value) => formatBytes(Math.round(value));
  if (unit === '1' || unit === '') return formatCount;
  if (unit === '%') return (value) => formatShare(value / 100);
  const word = /^\{(.*)\}$/.exec(unit)?.[1] ?? unit;
  return (value) => `${formatCount(value)} ${word}`;
}
