const UNITS = [
  { name: 'ns', nanos: 1 },
  { name: 'µs', nanos: 1e3 },
  { name: 'ms', nanos: 1e6 },
] as const;

const NANOS_PER_SECOND = 1e9;

/** A duration with three digits and its unit: `870 ns`, `12.3 ms`, `2.5 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(nanos: number): string {
  for (const unit of UNITS) {
    const value = Number((nanos / unit.nanos).toPrecision(3));
    if (value < 1000) return `${value} ${unit.name}`;
  }
  const seconds = Number((nanos / NANOS_PER_SECOND).toPrecision(3));
  if (seconds < 60) return `${seconds} s`;
  return formatLong(Math.round(nanos / NANOS_PER_SECOND));
}

function formatLong(seconds: number): string {
  if (seconds < 3600) return joinUnits([Math.floor(seconds / 60), 'min'], [seconds % 60, 's']);
  const minutes = Math.round(seconds / 60);
  return joinUnits([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
}

function joinUnits(...parts: readonly [number, string][]): string {
  return parts
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}
