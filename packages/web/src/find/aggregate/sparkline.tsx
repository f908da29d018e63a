import { toMs } from '../../time/moment-text.ts';

interface SparklineProps {
  readonly points: readonly { readonly timeUnixNano: string; readonly value: number | null }[];
}

const WIDTH = 400;
const HEIGHT = 28;

/** The course of a number, without axes. */
export function Sparkline({ points }: SparklineProps) {
  const known = points.filter((point): point is { timeUnixNano: string; value: number } => point.value !== null);
  if (known.length === 0) return null;
  const times = known.map(({ timeUnixNano }) => toMs(timeUnixNano));
  const start = times[0];
  const length = Math.max(1, times.at(-1)! - start);
  const most = Math.max(...known.map(({ value }) => value), Number.MIN_VALUE);
  const line = known
    .map(({ value }, i) => `${((times[i] - start) / length) * WIDTH},${HEIGHT - 1 - (value / most) * (HEIGHT - 2)}`)
    .join(' ');
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={HEIGHT} aria-hidden="true">
      <polyline points={line} fill="none" stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
