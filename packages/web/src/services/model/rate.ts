import { formatCount } from '../../design/quantity.ts';

/** Calls in a unit of time in which they are not a tiny fraction: `12.3 /s`, `4 /min`. */
export function formatRate(calls: number, seconds: number): string {
  if (seconds <= 0) return '–';
  const perSecond = calls / seconds;
  if (perSecond >= 1 || calls === 0) return `${formatCount(round(perSecond))} /s`;
  if (perSecond * 60 >= 1) return `${formatCount(round(perSecond * 60))} /min`;
  return `${formatCount(round(perSecond * 3600))} /h`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
