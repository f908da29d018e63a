// Times are nanoseconds since 1970 as decimal texts. People see them in their own zone.

const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const ZONE = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** Milliseconds since 1970, without the fraction. */
export function toMs(unixNano: string): number {
  return Number(BigInt(unixNano) / 1_000_000n);
}

/** `14:03:05.123`, with the day unless it is today. */
export function formatMoment(unixNano: string, nowMs = Date.now()): string {
  const ms = toMs(unixNano);
  const date = new Date(ms);
  const time = `${TIME.format(date)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;
  return DAY.format(date) === DAY.format(nowMs) ? time : `${DAY.format(date)} ${time}`;
}

/** `14:03`, with the day unless it is today. */
export function formatMinute(unixNano: string, nowMs = Date.now()): string {
  return formatMoment(unixNano, nowMs).slice(0, -':05.123'.length);
}

/** Everything: date, nanoseconds, zone, and the number itself. */
export function formatExactMoment(unixNano: string): string {
  const date = new Date(toMs(unixNano));
  const fraction = unixNano.padStart(9, '0').slice(-9);
  const day = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
  const zone = ZONE.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${day} ${TIME.format(date)}.${fraction} ${zone} (${unixNano} ns)`;
}
