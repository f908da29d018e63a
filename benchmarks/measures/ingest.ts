import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import type { GeneratorAnswer, GeneratorTask } from '../hub/generator.ts';
import { CpuWatch } from '../hub/cpu-parts.ts';
import { HubProcess } from '../hub/hub-process.ts';
import type { Protocol } from '../hub/senders.ts';
import type { Options } from '../options.ts';
import { Child } from '../processes/child.ts';
import { type Ingest, type IngestRow, printIngest } from '../report/ingest-report.ts';
import { writeResult } from '../report/result.ts';

const SECONDS = 60;
const QUICK_SECONDS = 5;
const PACED_SPANS_PER_SECOND = 20_000;

/** Where a span leaves rows. */
const SPAN_TABLES: ReadonlySet<string> = new Set(['spans', 'trace_summary', 'red_1m']);

/** How long the store may merge before its size is read, and the hub rest before its memory is. */
const REST_MS = 15_000;

/** What the hub takes in: a steady stream of which every span should soon be visible, then as much as it can over both protocols. */
export async function measureIngest(options: Options): Promise<void> {
  const directory = mkdtempSync(`${tmpdir()}/throughline-ingest-`);
  try {
    const loaded = await load(directory, options);
    const idle = await reopen(directory, options);
    const result = { ...loaded, idle };
    printIngest(result);
    const { rows, ...others } = result;
    writeResult({ measure: 'ingest', contenders: [], rows: [...rows, others] }, options);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function load(directory: string, options: Options): Promise<Omit<Ingest, 'idle'>> {
  const seconds = options.quick ? QUICK_SECONDS : SECONDS;
  await using hub = await HubProcess.start(directory);
  // First: after the floods the store has millions of rows to merge for minutes.
  const paced = await pace(hub, seconds / 2);
  const rows = [];
  for (const protocol of ['http', 'grpc'] as const) rows.push(await flood(hub, protocol, seconds));
  await rest(options);
  const { store } = await hub.status();
  return { rows, paced, tables: store.tables.filter(({ name }) => SPAN_TABLES.has(name)) };
}

async function reopen(directory: string, options: Options): Promise<Ingest['idle']> {
  await using hub = await HubProcess.start(directory);
  await rest(options);
  return { startMs: hub.startMs, rssBytes: hub.rssBytes() };
}

async function flood(hub: HubProcess, protocol: Protocol, seconds: number): Promise<IngestRow> {
  const cpuBefore = hub.cpuSeconds();
  const watch = new CpuWatch(hub);
  const startedMs = performance.now();
  const url = protocol === 'http' ? hub.addresses.otlpHttp : hub.addresses.otlpGrpc;
  const answer = await generate({ protocol, url, seconds });
  const rssBytes = hub.rssBytes();
  await hub.drained();
  const storedSeconds = (performance.now() - startedMs) / 1000;
  const microsPerSpan = (cpuSeconds: number): number => (cpuSeconds * 1e6) / answer.acknowledgedSpans;
  const cpuMicrosPerSpan = microsPerSpan(hub.cpuSeconds() - cpuBefore);
  const { receive, collect, keep, load: loading, merge } = watch.stop();
  const cpuParts = {
    receive: microsPerSpan(receive),
    collect: microsPerSpan(collect),
    keep: microsPerSpan(keep),
    load: microsPerSpan(loading),
    merge: microsPerSpan(merge),
  };
  return {
    protocol,
    acknowledgedPerSecond: answer.acknowledgedSpans / answer.seconds,
    storedPerSecond: answer.acknowledgedSpans / storedSeconds,
    spans: answer.acknowledgedSpans,
    refusals: answer.refusals,
    wireBytesPerSpan: answer.bytesPerSpan,
    cpuMicrosPerSpan,
    cpuParts,
    rssBytes,
  };
}

async function pace(
  hub: HubProcess,
  seconds: number,
): Promise<{ readonly spansPerSecond: number; readonly visibleMs: readonly number[] }> {
  const { otlpHttp: url, ui: apiUrl } = hub.addresses;
  const {
    acknowledgedSpans,
    seconds: took,
    visibleMs,
  } = await generate({
    protocol: 'http',
    url,
    seconds,
    spansPerSecond: PACED_SPANS_PER_SECOND,
    apiUrl,
  });
  return { spansPerSecond: acknowledgedSpans / took, visibleMs };
}

async function generate(task: GeneratorTask): Promise<GeneratorAnswer> {
  await using generator = await Child.start({ program: 'hub/generator.ts' });
  return await generator.ask<GeneratorAnswer>(task);
}

function rest({ quick }: Options): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, quick ? 1000 : REST_MS));
}
