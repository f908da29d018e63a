// SQL of what the statements of all signals have in common.

/** Nanoseconds since 1970 as a time. What lies beyond the year 2262 becomes the last moment of it. */
export function timeSql(nanoseconds: string): string {
  return `fromUnixTimestamp64Nano(toInt64(least(${nanoseconds}, 9223372036854775807)), 'UTC')`;
}

/** The bytes of an id as lower-case hex. */
export function idSql(bytes: string): string {
  return `lower(hex(${bytes}))`;
}

const DAY_NS = 86_400_000_000_000n;

/**
 * The day that a row counts as, for retention: the one of its time, or the one it arrived on when its clock is more than a
 * day off. So no sender can spread its rows over thousands of days, and what is imported late is not dropped at once.
 */
export function daySql(nanoseconds: string, arrivedAt: Date): string {
  const arrival = BigInt(arrivedAt.getTime()) * 1_000_000n;
  const date = `toDate('${arrivedAt.toISOString().slice(0, 10)}')`;
  return `if(${nanoseconds} BETWEEN ${arrival - DAY_NS} AND ${arrival + DAY_NS}, toDate(${timeSql(nanoseconds)}), ${date})`;
}
