import { setTimeout as delay } from 'node:timers/promises';
import type { HubStatus, Trace, TraceList, TraceSummary } from '@throughline/hub';
import type { HubClient } from '../hub-client/hub-client.ts';
import { count, formatDuration } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { columnsOf, fit, harmless } from '../terminal/text.ts';
import { formatWaterfall } from '../terminal/waterfall.ts';

/** How long a span may take from the exporter to the store before the report goes without it. */
const VISIBLE_WITHIN_MS = 5000;

const LISTED_TRACES = 1000;

export interface RunReport {
  readonly runId: string;
  readonly client: HubClient;
  readonly output: Output;
  /** Traces shown in full. */
  readonly maxTraces: number;
  readonly attributes: boolean;
  readonly json: boolean;
}

/** Says on stderr what a run did: its traces, those first that are worth a look. */
export async function reportRun(report: RunReport): Promise<void> {
  const { client, output, json } = report;
  const traces = await fetchRun(report);
  const chosen = choose(traces, report.maxTraces);
  const whole = await Promise.all(
    chosen.map(({ traceId }) => client.fetch<Trace>(`traces/${traceId}`, { limit: 500 })),
  );
  if (json) return output.note(JSON.stringify({ traces, shown: whole }, undefined, 2));
  output.note(`\n${summarize(traces, output)}\n`);
  if (traces.length > chosen.length) output.note(`${listOperations(traces, output)}\n`);
  for (const trace of whole)
    output.note(formatWaterfall(trace, { style: output.style, width: output.width, attributes: report.attributes }));
}

/** Asks until what the application sent is in the store. */
async function fetchRun({ runId, client }: RunReport): Promise<readonly TraceSummary[]> {
  const until = performance.now() + VISIBLE_WITHIN_MS;
  for (let pause = 50; ; pause = Math.min(400, pause * 2)) {
    const { signals } = await client.fetch<HubStatus>('status');
    const { traces } = await client.fetch<TraceList>('traces', { run: runId, limit: LISTED_TRACES });
    if ((traces.length > 0 && signals.traces.queued === 0) || performance.now() > until) return traces;
    await delay(pause);
  }
}

/** Failed ones and slow ones, the slowest first. */
function choose(traces: readonly TraceSummary[], most: number): readonly TraceSummary[] {
  const bySlowness = traces.toSorted((a, b) => b.durationNs - a.durationNs);
  const failed = bySlowness.find(({ errorCount }) => errorCount > 0);
  return [...new Set([bySlowness[0], failed, ...bySlowness])].filter((trace) => trace !== undefined).slice(0, most);
}

function summarize(traces: readonly TraceSummary[], { style }: Output): string {
  if (traces.length === 0)
    return style.warning(
      'No spans arrived. Does the application serve requests or call anything? `throughline doctor` looks further.',
    );
  const spans = traces.reduce((sum, { spanCount }) => sum + spanCount, 0);
  const failed = traces.filter(({ errorCount }) => errorCount > 0).length;
  const more = traces.length === LISTED_TRACES ? 'at least ' : '';
  const errors = failed > 0 ? `, ${style.error(`${count(failed, 'trace')} with errors`)}` : '';
  return `${style.bold(`${more}${count(traces.length, 'trace')}`)} with ${count(spans, 'span')}${errors}`;
}

function listOperations(traces: readonly TraceSummary[], { style }: Output): string {
  const groups = Map.groupBy(traces, ({ rootService, rootName }) => `${rootService}\n${rootName}`);
  const rows = [...groups.values()].toSorted((a, b) => b.length - a.length).slice(0, 10);
  const nameColumns = Math.min(60, Math.max(...rows.map(([{ rootName }]) => columnsOf(harmless(rootName)))));
  return rows
    .map((group) => {
      const durations = group.map(({ durationNs }) => durationNs).toSorted((a, b) => a - b);
      const failed = group.filter(({ errorCount }) => errorCount > 0).length;
      const times = `median ${formatDuration(durations[durations.length >> 1])}, slowest ${formatDuration(durations.at(-1)!)}`;
      const errors = failed > 0 ? style.error(`  ${failed} failed`) : '';
      const { rootService, rootName } = group[0];
      return `  ${String(group.length).padStart(5)} × ${fit(harmless(rootName), nameColumns)}  ${style.named(rootService, harmless(rootService))}  ${style.dim(times)}${errors}`;
    })
    .join('\n');
}
