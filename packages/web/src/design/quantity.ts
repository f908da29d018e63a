// Numbers for people: three significant digits and a unit.

// Kept, since making a formatter takes longer than a row of the waterfall may.
const WHOLE = new Intl.NumberFormat('en');
const THREE_DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const FOUR_DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

const DURATION_UNITS = [
  { unit: 'd', ns: 86_400e9 },
  { unit: 'h', ns: 3600e9 },
  { unit: 'min', ns: 60e9 },
  { unit: 's', ns: 1e9 },
  { unit: 'ms', ns: 1e6 },
  { unit: 'µs', ns: 1e3 },
] as const;

/** `1.23 s`, `456 µs`, `12 ns`. */
export function formatDurationNs(ns: number): string {
  if (!Number.isFinite(ns)) return '–';
  // What would round up to a thousand of a unit is one of the next.
  const found = DURATION_UNITS.find(({ ns: size }) => Math.abs(ns) >= size * 0.9995);
  return found === undefined ? `${Math.round(ns)} ns` : `${significant(ns / found.ns)} ${found.unit}`;
}

/** All nanoseconds: `1,234,567,890 ns`. */
export function formatExactNs(ns: number): string {
  return `${WHOLE.format(ns)} ns`;
}

/** `12,345`; from a million on `1.23 M`. */
export function formatCount(count: number): string {
  if (count >= 999_500) return `${significant(count / 1e6)} M`;
  return Number.isInteger(count) ? WHOLE.format(count) : significant(count);
}

/** `12.3 %` of a share between 0 and 1. What is there is never shown as 0 %, and what is not all never as 100 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share > 0.999 && share < 1) return '> 99.9 %';
  return `${significant(share * 100)} %`;
}

/** `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const exponent = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 5);
  return exponent === 0
    ? `${WHOLE.format(bytes)} B`
    : `${significant(bytes / 1024 ** exponent)} ${'KMGTP'[exponent - 1]}iB`;
}

function significant(value: number): string {
  return (Math.abs(value) >= 1000 ? FOUR_DIGITS : THREE_DIGITS).format(value);
}
