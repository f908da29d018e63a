import { setTimeout as delay } from 'node:timers/promises';
import type { LogList, LogRecord } from '@throughline/hub';
import type { HubClient, Parameters } from '../hub-client/hub-client.ts';

const EVERY_MS = 1000;
const PAGE = 1000;

/** Records may arrive later than others that were written after them: so far back they are still looked for. */
const LATE_NS = 60_000_000_000n;

export interface LogFollowing {
  readonly client: HubClient;
  readonly parameters: Parameters;
  /** What is on the screen already. */
  readonly shown: readonly LogRecord[];
  readonly write: (record: LogRecord) => void;
}

/** Shows records as they arrive, until the process ends. */
export async function followLogs({ client, parameters, shown, write }: LogFollowing): Promise<never> {
  const seen = new Map(shown.map((record) => [keyOf(record), BigInt(record.timeUnixNano)]));
  const newestShown = shown.reduce((latest, { timeUnixNano }) => max(latest, BigInt(timeUnixNano)), 0n);
  let newest = max(newestShown, nowUnixNano());
  let isFirst = true;
  for (;;) {
    await delay(EVERY_MS);
    const from = newest - LATE_NS;
    for (const [key, time] of seen) if (time < from) seen.delete(key);
    const range = { start: String(from), end: undefined, limit: PAGE, cursor: undefined };
    const { logs } = await client.fetch<LogList>('logs', { ...parameters, ...range });
    for (const record of logs.toReversed()) {
      const key = keyOf(record);
      if (seen.has(key)) continue;
      const time = BigInt(record.timeUnixNano);
      seen.set(key, time);
      newest = max(newest, time);
      // What was there at the beginning, and is not on the screen for its limit, has not just arrived.
      if (!isFirst || time > newestShown) write(record);
    }
    isFirst = false;
  }
}

function keyOf(record: LogRecord): string {
  return JSON.stringify([record.timeUnixNano, record.spanId, record.service, record.body, record.attributes]);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function nowUnixNano(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
