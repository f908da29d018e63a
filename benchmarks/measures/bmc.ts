import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { type RunningBmc, start } from '../../systems/bmc/system.ts';
import { ALICE, MACHINES } from '../../systems/bmc/src/deployment/fleet.ts';
import type { Contender } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import { BmcUser, OPERATIONS } from '../load/bmc-user.ts';
import type { Options } from '../options.ts';
import { readCpuMicros, readRssBytes } from '../processes/process-costs.ts';
import { printSystem, summarizeSystem } from '../report/system-report.ts';
import { writeResult } from '../report/result.ts';
import { Sink } from '../sink/sink.ts';

export interface SystemSample {
  readonly contender: string;
  readonly round: number;
  /** Milliseconds of each, by operation. */
  readonly latenciesMs: Readonly<Record<string, readonly number[]>>;
  /** Of all processes, for one of each operation. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly spansReceived: number;
}

interface Lane {
  readonly contender: Contender;
  readonly system: RunningBmc;
  readonly user: BmcUser;
  readonly latenciesMs: Record<string, number[]>;
  cpuMicros: number;
}

const CONTENDERS = ['plain', 'ours'];
const TURNS = 10;
/** The last batch is on its way after that. */
const DRAIN_MS = 6000;

/** The whole of systems/bmc, with tracing and without: what a user waits for, and what all processes need for it together. */
export async function measureBmc(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const rounds = options.rounds ?? (options.quick ? 1 : 3);
  const each = Math.ceil((options.requests ?? (options.quick ? 50 : 400)) / TURNS);
  const samples: SystemSample[] = [];
  for (let round = 0; round < rounds; round++) samples.push(...(await runRound(contenders, { round, each })));
  const rows = summarizeSystem(contenders, samples);
  printSystem(rows);
  writeResult({ measure: 'bmc', contenders, rows, rounds: samples.map(toRecord) }, options);
}

async function runRound(
  contenders: readonly Contender[],
  { round, each }: { round: number; each: number },
): Promise<SystemSample[]> {
  const directory = mkdtempSync(`${tmpdir()}/throughline-bench-bmc-`);
  await using sink = await Sink.start();
  const lanes: Lane[] = [];
  try {
    for (const contender of contenders) lanes.push(await startLane(contender, sink, directory));
    // Another one goes first in each round.
    const order = [...lanes.slice(round % lanes.length), ...lanes.slice(0, round % lanes.length)];
    for (let turn = 0; turn < TURNS; turn++) for (const lane of order) await takeTurn(lane, each);
    await drain(lanes);
    const samples: SystemSample[] = [];
    for (const lane of lanes) samples.push(await toSample(lane, sink, { round, count: each * TURNS }));
    return samples;
  } finally {
    for (const { system } of lanes) await system.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function startLane(contender: Contender, sink: Sink, directory: string): Promise<Lane> {
  const destination = await sink.listen(contender.name);
  const isTraced = contender.name !== 'plain';
  const system = await start({
    directory: `${directory}/${contender.name}`,
    otlpUrl: isTraced ? destination.url : undefined,
    ports: new Map(),
    // The defaults, which are not those of a demonstration.
    variables: isTraced ? { OTEL_BSP_SCHEDULE_DELAY: '5000', OTEL_BLRP_SCHEDULE_DELAY: '1000' } : {},
  });
  const login = { ...ALICE, managerUrl: system.managerUrl, serverId: MACHINES.well.serverId };
  const lane: Lane = { contender, system, user: new BmcUser(login), latenciesMs: {}, cpuMicros: 0 };
  await warmUp(lane);
  for (const name of OPERATIONS) lane.latenciesMs[name] = [];
  return lane;
}

/** CPU time falls until then, with tracing and without: fewer would measure the compiler. */
const WARM_UP = 900;

/** Most of a login is the hash of the password, which needs no warming: a few do. */
async function warmUp({ user }: Lane): Promise<void> {
  for (let count = 0; count < WARM_UP; count++) {
    if (count % 10 === 0) await user.authenticate();
    await user.askPower();
    await user.openScreen();
  }
}

async function takeTurn(lane: Lane, each: number): Promise<void> {
  const { user, system, latenciesMs } = lane;
  const { pids } = system.services;
  const before = readCpuMicros(pids);
  const operations = {
    auth: () => user.authenticate(),
    power: () => user.askPower(),
    session: () => user.openScreen(),
  };
  for (let count = 0; count < each; count++) {
    for (const [name, act] of Object.entries(operations)) {
      const startMs = performance.now();
      await act();
      (latenciesMs[name] ??= []).push(performance.now() - startMs);
    }
  }
  lane.cpuMicros += readCpuMicros(pids) - before;
}

/** What is exported after the last turn belongs to it. */
async function drain(lanes: readonly Lane[]): Promise<void> {
  const before = lanes.map(({ system }) => readCpuMicros(system.services.pids));
  await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
  for (const [index, lane] of lanes.entries())
    lane.cpuMicros += readCpuMicros(lane.system.services.pids) - before[index]!;
}

async function toSample(
  { contender, system, latenciesMs, cpuMicros }: Lane,
  sink: Sink,
  { round, count }: { round: number; count: number },
): Promise<SystemSample> {
  const { spans: spansReceived } = await sink.received(contender.name);
  const rssBytes = readRssBytes(system.services.pids);
  return { contender: contender.name, round, latenciesMs, cpuMicros: cpuMicros / count, rssBytes, spansReceived };
}

/** Thousands of latencies are not for a file in git. */
function toRecord({ latenciesMs, ...rest }: SystemSample): object {
  const medians = Object.entries(latenciesMs).map(([name, values]) => [
    name,
    values.toSorted((a, b) => a - b)[values.length >> 1],
  ]);
  return { ...rest, medianLatenciesMs: Object.fromEntries(medians) as object };
}
