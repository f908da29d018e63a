/** A range of time as the API takes it: RFC 3339, or relative to now like `-1h`. */
export interface TimeRange {
  readonly start: string;
  readonly end: string;
}

export const DEFAULT_RANGE: TimeRange = { start: '-1h', end: 'now' };

/** Those that one can choose with one click. */
export const PRESETS = [
  { start: '-5m', label: 'Last 5 minutes' },
  { start: '-15m', label: 'Last 15 minutes' },
  { start: '-1h', label: 'Last hour' },
  { start: '-6h', label: 'Last 6 hours' },
  { start: '-1d', label: 'Last day' },
  { start: '-7d', label: 'Last 7 days' },
] as const;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3 };

/** When it is, or `undefined` for what the API would not understand either. */
export function resolveTime(text: string, nowMs = Date.now()): number | undefined {
  if (text === 'now') return nowMs;
  const relative = /^([+-])(\d{1,9})([smhd])$/.exec(text);
  if (relative !== null) return nowMs + Number(`${relative[1]}${relative[2]}`) * UNIT_MS[relative[3]];
  if (/^\d{16,19}$/.test(text)) return Number(BigInt(text.padEnd(19, '0')) / 1_000_000n);
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** The range in milliseconds; the default for what is none. */
export function resolveRange({ start, end }: TimeRange, nowMs = Date.now()): { startMs: number; endMs: number } {
  const startMs = resolveTime(start, nowMs);
  const endMs = resolveTime(end, nowMs);
  if (startMs === undefined || endMs === undefined || startMs >= endMs)
    return { startMs: nowMs - UNIT_MS.h, endMs: nowMs };
  return { startMs, endMs };
}

/** How a range is called on its button. */
export function labelRange({ start, end }: TimeRange): string {
  const preset = PRESETS.find((one) => one.start === start);
  if (end === 'now' && preset !== undefined) return preset.label;
  return `${labelTime(start)} – ${labelTime(end)}`;
}

const SHORT = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function labelTime(text: string): string {
  if (/^[+-]|^now$/.test(text)) return text;
  const ms = resolveTime(text);
  return ms === undefined ? text : SHORT.format(ms);
}

/** A time for the API, and for an address that others can read. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** What `<input type="datetime-local">` takes: local, to the second. */
export function formatLocalInput(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
