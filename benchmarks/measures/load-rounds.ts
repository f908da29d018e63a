// Rounds of load on one server under every contender. Within a round all servers are up at once and are loaded in
// turns of a thousand requests or two (A B C A B C …), so that a slow moment of the machine falls on all of them. A
// server's cost is the growth of its process's CPU time over all its turns and the wait after the last one, in which
// every runtime has delivered what it held back.
import { setTimeout as sleep } from 'node:timers/promises';

import type { Contender } from '../contenders/contender.ts';
import type { LoadReport } from '../load/process.ts';
import { Child } from '../processes/child.ts';
import type { Received } from '../sink/received.ts';
import { Sink } from '../sink/sink.ts';

export interface LoadPlan {
  /** Below `benchmarks/`. */
  readonly program: string;
  readonly paths: readonly string[];
  readonly contenders: readonly Contender[];
  readonly environment?: Record<string, string>;
  readonly ratio?: number;
  readonly rounds: number;
  readonly requests: number;
  readonly warmUpRequests: number;
  readonly connections: number;
}

/** What one contender cost in one round. */
export interface LoadSample {
  readonly contender: string;
  readonly round: number;
  readonly requests: number;
  readonly cpuMicrosPerRequest: number;
  /** The median over the ends of the turns. */
  readonly rssBytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server by wall time, while it was loaded: near 1 it had no rest, and its cost is that of a busy server. */
  readonly serverBusyShare: number;
  /** Warm-up included, because the sink cannot tell it apart. */
  readonly requestsInAll: number;
  readonly received: Received;
}

interface Status {
  readonly port: number;
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

interface Lane {
  readonly contender: Contender;
  readonly server: Child;
  readonly port: number;
  readonly rssBytes: number[];
  readonly loads: LoadReport[];
  readonly busyShares: number[];
  cpuMicrosBefore: number;
}

// Short ones: on a shared machine the slow moments last for some tens of milliseconds.
const TURNS = 32;
// The stock SDK and Sentry hold spans back for up to 5 s, Datadog for 2 s.
const DRAIN_MS = 6000;

export async function runLoadRounds(plan: LoadPlan): Promise<LoadSample[]> {
  const samples: LoadSample[] = [];
  for (let index = 0; index < plan.rounds; index++) {
    process.stdout.write(`round ${index + 1} of ${plan.rounds} …\r`);
    await using round = await Round.start(plan, index);
    samples.push(...(await round.run()));
  }
  return samples;
}

class Round implements AsyncDisposable {
  readonly #plan: LoadPlan;
  readonly #index: number;
  readonly #sink: Sink;
  readonly #generator: Child;
  readonly #lanes: Lane[] = [];

  private constructor(plan: LoadPlan, index: number, processes: { sink: Sink; generator: Child }) {
    this.#plan = plan;
    this.#index = index;
    this.#sink = processes.sink;
    this.#generator = processes.generator;
  }

  static async start(plan: LoadPlan, index: number): Promise<Round> {
    const [sink, generator] = await Promise.all([Sink.start(), Child.start({ program: 'load/process.ts' })]);
    return new Round(plan, index, { sink, generator });
  }

  async run(): Promise<LoadSample[]> {
    for (const contender of rotate(this.#plan.contenders, this.#index)) await this.#startServer(contender);
    await this.#warmUp();
    for (let turn = 0; turn < TURNS; turn++) await this.#loadEach();
    return await this.#finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const children = [...this.#lanes.map(({ server }) => server), this.#generator, this.#sink];
    await Promise.all(children.map((child) => child[Symbol.asyncDispose]()));
  }

  async #startServer(contender: Contender): Promise<void> {
    const { program, ratio } = this.#plan;
    const destination = await this.#sink.listen(contender.name);
    const environment = { ...this.#plan.environment, ...contender.environment({ ...destination, ratio }) };
    const { nodeArguments } = contender;
    const server = await Child.start({ program, nodeArguments, environment, measured: true });
    const { port } = await server.ask<Status>({});
    this.#lanes.push({ contender, server, port, rssBytes: [], loads: [], busyShares: [], cpuMicrosBefore: 0 });
  }

  async #warmUp(): Promise<void> {
    for (const lane of this.#lanes) await this.#load(lane, this.#warmUpRequests(lane));
    await sleep(DRAIN_MS);
    for (const lane of this.#lanes) lane.cpuMicrosBefore = (await lane.server.ask<Status>({})).cpuMicros;
  }

  async #loadEach(): Promise<void> {
    for (const lane of this.#lanes) {
      const requests = Math.ceil((this.#plan.requests * shareOf(lane)) / TURNS);
      const before = await lane.server.ask<Status>({});
      const load = await this.#load(lane, requests);
      const after = await lane.server.ask<Status>({});
      lane.loads.push(load);
      lane.rssBytes.push(after.rssBytes);
      lane.busyShares.push((after.cpuMicros - before.cpuMicros) / 1000 / load.elapsedMs);
    }
  }

  async #load({ port }: Lane, requests: number): Promise<LoadReport> {
    const { paths, connections } = this.#plan;
    return await this.#generator.ask<LoadReport>({ port, paths, requests, connections });
  }

  #warmUpRequests(lane: Lane): number {
    return Math.ceil(this.#plan.warmUpRequests * shareOf(lane));
  }

  async #finish(): Promise<LoadSample[]> {
    await sleep(DRAIN_MS);
    const samples: LoadSample[] = [];
    for (const lane of this.#lanes) samples.push(await this.#sample(lane));
    return samples;
  }

  async #sample(lane: Lane): Promise<LoadSample> {
    const { cpuMicros } = await lane.server.ask<Status>({});
    const requests = lane.loads.reduce((sum, { responses }) => sum + responses, 0);
    return {
      contender: lane.contender.name,
      round: this.#index,
      requests,
      cpuMicrosPerRequest: (cpuMicros - lane.cpuMicrosBefore) / requests,
      rssBytes: middle(lane.rssBytes),
      p50Ms: middle(lane.loads.map(({ p50Ms }) => p50Ms)),
      p99Ms: middle(lane.loads.map(({ p99Ms }) => p99Ms)),
      serverBusyShare: middle(lane.busyShares),
      requestsInAll: requests + this.#warmUpRequests(lane),
      received: await this.#sink.received(lane.contender.name),
    };
  }
}

function shareOf({ contender }: Lane): number {
  return contender.requestShare ?? 1;
}

/** A different contender goes first in every round. */
function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function middle(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}
