import type { Contender } from '../contenders/contender.ts';
import type { Options } from '../options.ts';
import { Child } from '../processes/child.ts';
import { printOperations, summarizeOperations } from '../report/operation-report.ts';
import { writeResult } from '../report/result.ts';
import { Sink } from '../sink/sink.ts';

/** One kind of operation, whose cost is a row. */
export interface OperationCase {
  readonly title: string;
  /** The case's name in the program. */
  readonly name: string;
  /** In a turn, and before the first. */
  readonly count: number;
  /** Contenders that have nothing for this operation: they would show what plain shows. */
  readonly without?: readonly string[];
}

/** What is measured, and in which program. */
export interface OperationMeasure {
  readonly measure: string;
  /** Path below `benchmarks/`; it does bursts, with `programs/bursts.cjs`. */
  readonly program: string;
  /** The first is the baseline. */
  readonly contenders: readonly Contender[];
  readonly cases: readonly OperationCase[];
  /** Turns of each contender in a round. */
  readonly turns: number;
  readonly environment: Record<string, string>;
  readonly notes: readonly string[];
}

export interface OperationSample {
  readonly title: string;
  readonly contender: string;
  readonly round: number;
  readonly operations: number;
  /** The pauses are taken off. */
  readonly cpuMicros: number;
}

interface Lane {
  readonly contender: Contender;
  readonly program: Child;
  /** By title. */
  readonly cpuMicros: Map<string, number>;
}

interface Cost {
  readonly cpuMicros: number;
}

/** Every case is as many bursts, so that the same pauses are taken off of each. */
const BURSTS = 20;
const DEFAULT_ROUNDS = 5;

/** CPU time of operations of libraries, on real servers, with every span exported: of all that the process does for them. */
export async function measureOperations(measure: OperationMeasure, options: Options): Promise<void> {
  const { contenders, notes } = measure;
  const rounds = options.rounds ?? (options.quick ? 1 : DEFAULT_ROUNDS);
  const samples: OperationSample[] = [];
  const received: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    await using sink = await Sink.start();
    samples.push(...(await runRound(measure, round, sink)));
    for (const { name } of contenders) received[name] = (received[name] ?? 0) + (await sink.received(name)).spans;
  }
  const rows = summarizeOperations(contenders, samples, received);
  printOperations(rows);
  writeResult({ measure: measure.measure, contenders, rows, rounds: samples, notes }, options);
}

/** All are up at once and take turns, so that a slow moment of the machine falls on all of them. */
async function runRound(measure: OperationMeasure, round: number, sink: Sink): Promise<OperationSample[]> {
  await using programs = new AsyncDisposableStack();
  const lanes: Lane[] = [];
  for (const contender of measure.contenders) {
    const program = programs.use(await startProgram(measure, contender, sink));
    lanes.push({ contender, program, cpuMicros: new Map() });
  }
  // Another one goes first in each round.
  const order = [...lanes.slice(round % lanes.length), ...lanes.slice(0, round % lanes.length)];
  for (const one of measure.cases) for (const lane of takingPart(order, one)) await ask(lane, one.name, one.count);
  for (let turn = 0; turn < measure.turns; turn++) await takeTurns(order, measure.cases);
  return measure.cases.flatMap((one) => takingPart(lanes, one).map((lane) => toSample(lane, one, { measure, round })));
}

async function startProgram(
  { program, environment }: OperationMeasure,
  contender: Contender,
  sink: Sink,
): Promise<Child> {
  const destination = await sink.listen(contender.name);
  return await Child.start({
    program,
    nodeArguments: contender.nodeArguments,
    environment: { ...contender.environment(destination), ...environment, OTEL_BSP_SCHEDULE_DELAY: '300' },
    measured: true,
  });
}

function takingPart(lanes: readonly Lane[], { without = [] }: OperationCase): Lane[] {
  return lanes.filter(({ contender }) => !without.includes(contender.name));
}

async function takeTurns(lanes: readonly Lane[], cases: readonly OperationCase[]): Promise<void> {
  const pauses = new Map<Lane, number>();
  for (const lane of lanes) pauses.set(lane, await ask(lane, 'none', BURSTS));
  for (const one of cases) {
    for (const lane of takingPart(lanes, one)) {
      const cost = (await ask(lane, one.name, one.count)) - (pauses.get(lane) ?? 0);
      lane.cpuMicros.set(one.title, (lane.cpuMicros.get(one.title) ?? 0) + cost);
    }
  }
}

async function ask({ program }: Lane, name: string, count: number): Promise<number> {
  const { cpuMicros } = await program.ask<Cost>({ name, bursts: BURSTS, burst: count / BURSTS });
  return cpuMicros;
}

function toSample(
  { contender, cpuMicros }: Lane,
  { title, count }: OperationCase,
  { measure, round }: { measure: OperationMeasure; round: number },
): OperationSample {
  const operations = measure.turns * count;
  return { title, contender: contender.name, round, operations, cpuMicros: cpuMicros.get(title) ?? 0 };
}
