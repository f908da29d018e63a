import type { Contender } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { Child } from '../processes/child.ts';
import { printLogs, summarizeLogs } from '../report/log-report.ts';
import { writeResult } from '../report/result.ts';
import { Sink } from '../sink/sink.ts';

export interface LogSample {
  readonly contender: string;
  readonly round: number;
  readonly lines: number;
  /** Of the lines alone: spans and pauses are taken off. */
  readonly cpuMicros: number;
  readonly isStamped: boolean;
  /** Log records that arrived, of those lines and of the warm-up. */
  readonly recordsReceived: number;
  readonly linesInAll: number;
}

interface Lane {
  readonly contender: Contender;
  readonly program: Child;
  cpuMicros: number;
  isStamped: boolean;
}

interface Answer {
  readonly cpuMicros: number;
  readonly isStamped: boolean;
}

const CONTENDERS = ['plain', 'ours', 'stock-pino', 'ours-logs', 'stock-pino-logs'];
const LINES_PER_TURN = 20_000;
const TURNS = 8;
const WARM_UP_LINES = 40_000;

/** A line of pino in a span: CPU time for each, with nothing, with ids in the line, and with log records sent as well. */
export async function measureLog(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const samples: LogSample[] = [];
  const rounds = options.rounds ?? (options.quick ? 1 : 5);
  for (let round = 0; round < rounds; round++) samples.push(...(await runRound(contenders, round)));
  const rows = summarizeLogs(contenders, samples);
  printLogs(rows);
  writeResult({ measure: 'log', contenders, rows, rounds: samples }, options);
}

/** All are up at once and take turns, so that a slow moment of the machine falls on all of them. */
async function runRound(contenders: readonly Contender[], round: number): Promise<LogSample[]> {
  await using sink = await Sink.start();
  await using programs = new AsyncDisposableStack();
  const lanes: Lane[] = [];
  for (const contender of contenders) {
    const program = programs.use(await startProgram(contender, sink));
    await program.ask<Answer>({ name: 'line', lines: WARM_UP_LINES });
    lanes.push({ contender, program, cpuMicros: 0, isStamped: false });
  }
  // Another one goes first in each round.
  const order = [...lanes.slice(round % lanes.length), ...lanes.slice(0, round % lanes.length)];
  for (let turn = 0; turn < TURNS; turn++) for (const lane of order) await takeTurn(lane);
  const samples: LogSample[] = [];
  for (const lane of lanes) samples.push(await toSample(lane, sink, round));
  return samples;
}

async function takeTurn(lane: Lane): Promise<void> {
  const without = await lane.program.ask<Answer>({ name: 'none', lines: LINES_PER_TURN });
  const { cpuMicros, isStamped } = await lane.program.ask<Answer>({ name: 'line', lines: LINES_PER_TURN });
  lane.cpuMicros += cpuMicros - without.cpuMicros;
  lane.isStamped = isStamped;
}

async function toSample({ contender, cpuMicros, isStamped }: Lane, sink: Sink, round: number): Promise<LogSample> {
  const { spans: recordsReceived } = await sink.received(contender.name);
  const lines = TURNS * LINES_PER_TURN;
  return {
    contender: contender.name,
    round,
    lines,
    cpuMicros,
    isStamped,
    recordsReceived,
    linesInAll: lines + WARM_UP_LINES,
  };
}

async function startProgram(contender: Contender, sink: Sink): Promise<Child> {
  const destination = await sink.listen(contender.name);
  return await Child.start({
    program: 'programs/log.cjs',
    nodeArguments: contender.nodeArguments,
    // Spans that are not sampled have ids as well, and cost the least.
    environment: {
      ...contender.environment(destination),
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_BLRP_SCHEDULE_DELAY: '300',
    },
    measured: true,
  });
}
