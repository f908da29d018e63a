const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/** Units from the longest to the shortest. */
const UNITS = ['d', 'h', 'm', 's', 'ms', 'us', 'ns'] as const;

/** What other languages write, and what we call it. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  nanosecond: 'ns',
  usec: 'us',
  microsecond: 'us',
  msec: 'ms',
  milli: 'ms',
  millisecond: 'ms',
  sec: 's',
  second: 's',
  min: 'm',
  minute: 'm',
  hr: 'h',
  hour: 'h',
  day: 'd',
};

const PART = /([0-9]+)(?:\.([0-9]+))?(ns|us|µs|μs|ms|s|m|h|d)/y;
const LOOSE_PART = /([0-9]+(?:\.[0-9]+)?)([a-zµμ]+)/giy;

/** Whether the text has the form of a duration: numbers, each with a unit. */
export function isDuration(text: string): boolean {
  return parseDuration(text) !== undefined;
}

/** Whole nanoseconds of `1.5s`, `1m30s`, `500µs`; a fraction of a nanosecond is rounded, half up. `undefined` if it is none. */
export function parseDuration(text: string): bigint | undefined {
  const parts = splitParts(text, PART);
  return parts?.reduce((sum, [, whole, fraction = '', unit]) => {
    const scale = 10n ** BigInt(fraction.length);
    const scaled = BigInt(whole + fraction) * NANOSECONDS[unit.replace(/[µμ]/, 'u')];
    return sum + (scaled * 2n + scale) / (scale * 2n);
  }, 0n);
}

/** What was probably meant by a malformed duration: `2sec` → `2s`, `5` → `5ms`. */
export function suggestDuration(text: string): string | undefined {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return `${text}ms`;
  const parts = splitParts(text, LOOSE_PART);
  const corrected = parts?.map(([, digits, unit]) => `${digits}${normalizeUnit(unit)}`).join('');
  return corrected !== undefined && isDuration(corrected) ? corrected : undefined;
}

/** The shortest form with one unit: `2s`, `1500ms`, `1m`. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const unit = UNITS.find((one) => BigInt(nanoseconds) % NANOSECONDS[one] === 0n) ?? 'ns';
  return `${BigInt(nanoseconds) / NANOSECONDS[unit]}${unit}`;
}

function normalizeUnit(unit: string): string {
  const lower = unit.toLowerCase();
  return OTHER_NAMES[lower] ?? OTHER_NAMES[lower.replace(/s$/, '')] ?? lower;
}

function splitParts(text: string, pattern: RegExp): RegExpExecArray[] | undefined {
  const parts: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let end = 0; end < text.length; end = pattern.lastIndex) {
    const part = pattern.exec(text);
    if (part === null) return undefined;
    parts.push(part);
  }
  return parts.length > 0 ? parts : undefined;
}
