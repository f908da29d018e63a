import type { Engine, Parameter } from '../store/engine.ts';
import type { SpanStatus, TraceList, TraceSummary } from './types.ts';

/** Which traces to list. */
export interface TraceFilter {
  /** Only those of one `throughline run`. */
  readonly run?: string;
  readonly limit: number;
}

interface SummaryRow {
  readonly trace_id: string;
  readonly start: string;
  readonly duration: string;
  readonly spans: string;
  readonly errors: string;
  readonly services: readonly string[];
  readonly root: { readonly 1: string; readonly 2: string; readonly 4: number } & readonly unknown[];
}

const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** The traces of a run, found by the mark that `throughline run` puts on the resource. */
const OF_RUN = `WHERE trace_id IN (SELECT trace_id FROM spans WHERE resource_hash IN
  (SELECT resource_hash FROM resources WHERE attrs['throughline.run.id'] = {run:String}))`;

/** Lists traces, newest first. */
export async function listTraces(engine: Engine, { run, limit }: TraceFilter): Promise<TraceList> {
  const parameters: Record<string, Parameter> = { limit, ...(run !== undefined && { run }) };
  const rows = await engine.read<SummaryRow>(
    `SELECT trace_id, toString(toUnixTimestamp64Nano(min(t.start))) AS start,
  toString(toUnixTimestamp64Nano(max(t.end)) - toUnixTimestamp64Nano(min(t.start))) AS duration,
  sum(span_count) AS spans, sum(error_count) AS errors, arraySort(groupUniqArrayArray(t.services)) AS services,
  argMinMerge(t.root) AS root
FROM trace_summary AS t ${run === undefined ? '' : OF_RUN}
GROUP BY trace_id ORDER BY min(t.start) DESC LIMIT {limit:UInt32}`,
    parameters,
  );
  return { traces: rows.map(toSummary), nextCursor: null };
}

function toSummary({ trace_id: traceId, root, ...row }: SummaryRow): TraceSummary {
  const [rootService, rootName, , rootStatus] = Object.values(root) as [string, string, string, number];
  return {
    traceId,
    rootService,
    rootName,
    rootStatus: STATUSES[rootStatus] ?? 'unset',
    startUnixNano: row.start,
    durationNs: Number(row.duration),
    spanCount: Number(row.spans),
    errorCount: Number(row.errors),
    services: row.services,
  };
}
