import type { SpanStatus, TraceSummary } from '../api/types.ts';
import type { Reader } from './reader.ts';

interface SummaryRow {
  readonly trace_id: string;
  readonly started: string;
  readonly duration: string;
  readonly spans: string;
  readonly errors: string;
  readonly service_names: readonly string[];
  readonly root_service: string;
  readonly root_name: string;
  readonly root_status: number;
}

const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** Fetches summaries in the order of the ids. Ids of which nothing is in the store are left out. */
export async function fetchTraceSummaries(engine: Reader, traceIds: readonly string[]): Promise<TraceSummary[]> {
  if (traceIds.length === 0) return [];
  const rows = await engine.read<SummaryRow>(
    `SELECT trace_id, toString(toUnixTimestamp64Nano(min(start))) AS started,
  toString(toUnixTimestamp64Nano(max(end)) - toUnixTimestamp64Nano(min(start))) AS duration,
  sum(span_count) AS spans, sum(error_count) AS errors, arraySort(groupUniqArrayArray(services)) AS service_names,
  argMinMerge(root) AS first, first.1 AS root_service, first.2 AS root_name, first.4 AS root_status
FROM trace_summary WHERE trace_id IN {traceIds:Array(String)} GROUP BY trace_id`,
    { traceIds },
  );
  const summaries = new Map(rows.map((row) => [row.trace_id, toSummary(row)]));
  return traceIds.flatMap((traceId) => summaries.get(traceId) ?? []);
}

function toSummary(row: SummaryRow): TraceSummary {
  return {
    traceId: row.trace_id,
    rootService: row.root_service,
    rootName: row.root_name,
    rootStatus: STATUSES[row.root_status],
    startUnixNano: row.started,
    durationNs: Number(row.duration),
    spanCount: Number(row.spans),
    errorCount: Number(row.errors),
    services: row.service_names,
  };
}
