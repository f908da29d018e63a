import type { ServiceStatus } from '../api/types.ts';
import type { Engine } from '../store/engine.ts';
import { bindMinutes, IN_MINUTES } from './minutes.ts';

const SECONDS_A_DAY = 86_400;

/** A service that was silent for longer than this has stopped, if it had been sending steadily. */
const SILENT_SECONDS = 300;

/** In so many minutes of its last hour it had sent something. */
const STEADY_MINUTES = 30;

interface StateRow {
  readonly service: string;
  readonly spans: string;
  readonly last_second: number;
  readonly minutes: string;
}

/** Services that sent spans within a day, by name, and whether they have stopped. */
export async function findServiceStates(engine: Engine, nowMs = Date.now()): Promise<ServiceStatus[]> {
  const nowSeconds = Math.floor(nowMs / 1000);
  const endUnixNano = BigInt(nowSeconds + 3600) * 1_000_000_000n;
  const startUnixNano = BigInt(nowSeconds - SECONDS_A_DAY) * 1_000_000_000n;
  const rows = await engine.read<StateRow>(
    `SELECT service, sum(calls) AS spans, toUnixTimestamp(max(minute)) AS last_second,
  arrayCount(m -> m > max(minute) - 3600, groupUniqArray(minute)) AS minutes
FROM red_1m WHERE ${IN_MINUTES} GROUP BY service ORDER BY service`,
    bindMinutes({ startUnixNano, endUnixNano }),
  );
  return rows.map((row) => ({
    name: row.service,
    lastSeenUnixNano: `${row.last_second}000000000`,
    spans: Number(row.spans),
    stopped: Number(row.minutes) >= STEADY_MINUTES && nowSeconds - (row.last_second + 60) > SILENT_SECONDS,
  }));
}
