import type { OperationList, ServiceList, ServiceSummary, SpanKind } from '../api/types.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import type { Engine } from '../store/engine.ts';
import { durationOf } from '../store/schema/span-sums.ts';
import { bindMinutes, IN_MINUTES } from './minutes.ts';

const ENTRY_KINDS = "('server', 'consumer')";

/** Sums over `red_1m`. Their names differ from the columns', which an alias would hide. */
const RED_COLUMNS = `service, sum(calls) AS call_count, sumIf(calls, status = 'error') AS error_count,
  arrayMap(step -> ${durationOf('step')}, quantilesTimingMerge(0.5, 0.9, 0.95, 0.99)(duration)) AS quantiles, argMaxMerge(exemplar) AS slowest,
  toUnixTimestamp(max(minute)) AS last_second`;

interface RedRow {
  readonly service: string;
  readonly call_count: string;
  readonly error_count: string;
  readonly quantiles: readonly [p50: number, p90: number, p95: number, p99: number];
  readonly slowest: string;
  readonly last_second: number;
}

interface EntryRow extends RedRow {
  /** Whether these are the spans by which the service was asked for something. */
  readonly is_entry: number;
}

/**
 * Services that sent spans in the range, by name. The range is taken in whole minutes.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export async function findServices(engine: Engine, range: TimeRange): Promise<ServiceList> {
  const rows = await describeLimit(() =>
    engine.read<EntryRow>(
      `SELECT ${RED_COLUMNS}, kind IN ${ENTRY_KINDS} AS is_entry FROM red_1m WHERE ${IN_MINUTES}
GROUP BY service, is_entry ORDER BY service, is_entry DESC`,
      bindMinutes(range),
    ),
  );
  const services = Map.groupBy(rows, ({ service }) => service);
  return { services: [...services.values()].map(summarizeService) };
}

/** @param rows - what the service was asked for, and what it did besides: one of them, or both in this order. */
function summarizeService(rows: readonly EntryRow[]): ServiceSummary {
  const lastSecond = Math.max(...rows.map((row) => row.last_second));
  const spans = rows.reduce((sum, row) => sum + Number(row.call_count), 0);
  return { ...toSummary({ ...rows[0], last_second: lastSecond }, rows[0].service), spans };
}

/** Which operations, and how many. */
export interface OperationOptions extends TimeRange {
  /** Of all services without one. */
  readonly service?: string;
  readonly limit: number;
}

interface OperationRow extends RedRow {
  readonly name: string;
  readonly kind: SpanKind;
}

/**
 * Operations by how often they were called.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export async function findOperations(engine: Engine, options: OperationOptions): Promise<OperationList> {
  const { service, limit } = options;
  const ofService = service === undefined ? '' : 'AND service = {service:String}';
  const rows = await describeLimit(() =>
    engine.read<OperationRow>(
      `SELECT ${RED_COLUMNS}, name, kind FROM red_1m WHERE ${IN_MINUTES} ${ofService}
GROUP BY service, name, kind ORDER BY call_count DESC, service, name, kind LIMIT {limit:UInt32}`,
      { ...bindMinutes(options), ...(service !== undefined && { service }), limit },
    ),
  );
  const operations = rows.map((row) =>
    Object.assign(toSummary(row, row.name), { service: row.service, kind: row.kind }),
  );
  return { operations };
}

function toSummary(row: RedRow, name: string): ServiceSummary {
  const [p50Ns, , p95Ns, p99Ns] = row.quantiles.map(Math.round);
  return {
    name,
    calls: Number(row.call_count),
    errors: Number(row.error_count),
    p50Ns,
    p95Ns,
    p99Ns,
    lastSeenUnixNano: `${row.last_second}000000000`,
    exemplarTraceId: row.slowest,
    spans: Number(row.call_count),
  };
}
