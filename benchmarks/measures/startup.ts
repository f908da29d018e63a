import { once } from 'node:events';

import type { Contender, Destination } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { spawnNode } from '../processes/child.ts';
import { writeResult } from '../report/result.ts';
import { printStartup, summarizeStartup } from '../report/startup-report.ts';
import { Sink } from '../sink/sink.ts';

/** One start of an empty script under a contender. */
export interface StartupSample {
  readonly contender: string;
  readonly round: number;
  /** From before the process was spawned until the script's line arrived. */
  readonly wallMs: number;
  /** All threads of the process until the script's first line. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

export interface Printed {
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly loaded?: readonly string[];
}

const CONTENDERS = ['plain', 'ours', 'ours-off', 'stock', 'stock-off', 'stock-http', 'dd-trace', 'sentry'];
const COUNT_LOADS = ['--require', './programs/count-loads.cjs'];

/** Time to an application's first line, with a runtime on, off and absent, and how many files it loads until then. */
export async function measureStartup(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  await using sink = await Sink.start();
  const destination = await sink.listen('startup');
  const samples = await startAll(contenders, destination, options.rounds ?? (options.quick ? 5 : 30));
  const loaded = await listLoadedFiles(contenders, destination);
  const rows = summarizeStartup(contenders, samples, loaded);
  printStartup(rows);
  writeResult({ measure: 'startup', contenders, rows, rounds: samples }, options);
}

async function startAll(
  contenders: readonly Contender[],
  destination: Destination,
  rounds: number,
): Promise<StartupSample[]> {
  const samples: StartupSample[] = [];
  // Round -1 brings the files into the page cache and is forgotten.
  for (let round = -1; round < rounds; round++) {
    for (const contender of contenders) {
      const { printed, wallMs } = await startOnce(contender, destination);
      const { cpuMicros, rssBytes } = printed;
      if (round >= 0) samples.push({ contender: contender.name, round, wallMs, cpuMs: cpuMicros / 1000, rssBytes });
    }
  }
  return samples;
}

/** In runs of their own, because listening in on loading takes time. */
async function listLoadedFiles(
  contenders: readonly Contender[],
  destination: Destination,
): Promise<readonly string[][]> {
  const lists: string[][] = [];
  for (const contender of contenders) {
    const { printed } = await startOnce(contender, destination, COUNT_LOADS);
    lists.push((printed.loaded ?? []).filter((url) => !url.includes('/benchmarks/programs/')));
  }
  return lists;
}

async function startOnce(contender: Contender, destination: Destination, before: readonly string[] = []) {
  const startMs = performance.now();
  const child = spawnNode({
    program: 'programs/empty.cjs',
    nodeArguments: [...before, ...contender.nodeArguments],
    environment: contender.environment(destination),
    measured: true,
    isControlled: false,
  });
  const exit = once(child, 'exit');
  const [wallMs, text] = await readLine(child.stdout!, startMs);
  child.kill('SIGKILL');
  await exit;
  if (text === '') throw new Error(`cannot measure the start of ${contender.name}: got no line, need one`);
  return { printed: JSON.parse(text) as Printed, wallMs };
}

/** The moment of the first bytes, and the whole first line. */
async function readLine(output: NodeJS.ReadableStream, startMs: number): Promise<[number, string]> {
  let wallMs = 0;
  let text = '';
  for await (const chunk of output) {
    if (text === '') wallMs = performance.now() - startMs;
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return [wallMs, text];
}
