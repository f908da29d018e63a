import { startService } from '../../scripts/services/start-service.ts';
import type { Contender } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { Child } from '../processes/child.ts';
import { printMessages, summarizeMessages } from '../report/message-report.ts';
import { writeResult } from '../report/result.ts';
import { Sink } from '../sink/sink.ts';

/** What is sent and processed. */
export interface MessageCase {
  readonly title: string;
  /** The case's name in `programs/messages.cjs`. */
  readonly name: 'job' | 'callback' | 'loop';
  /** In a turn, and before the first. */
  readonly count: number;
  /** Of the pauses between as many bursts. */
  readonly pauses: number;
}

export interface MessageSample {
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
  readonly cpuMicros: Map<string, number>;
}

interface Cost {
  readonly cpuMicros: number;
}

const CONTENDERS = ['plain', 'ours', 'stock-messaging'];
const TURNS = 8;

const CASES: readonly MessageCase[] = [
  { title: 'BullMQ: a job, added and processed', name: 'job', count: 1000, pauses: 20 },
  { title: 'NATS: a message, published and consumed by a callback', name: 'callback', count: 10_000, pauses: 20 },
  { title: 'NATS: the same, consumed by for await', name: 'loop', count: 10_000, pauses: 20 },
];

/** Messages through a real Redis and a real NATS server, sent and processed by one process; every span exported. */
export async function measureMessages(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const rounds = options.rounds ?? (options.quick ? 1 : 5);
  const redis = await startService('redis', { own: true });
  const nats = await startService('nats', { own: true });
  const environment = { REDIS_PORT: new URL(redis.url).port, NATS_URL: nats.url };
  const samples: MessageSample[] = [];
  const received: Record<string, number> = {};
  try {
    for (let round = 0; round < rounds; round++) {
      await using sink = await Sink.start();
      samples.push(...(await runRound(contenders, { round, environment, sink })));
      for (const { name } of contenders) received[name] = (received[name] ?? 0) + (await sink.received(name)).spans;
    }
  } finally {
    await Promise.all([redis.stop(), nats.stop()]);
  }
  const rows = summarizeMessages(contenders, samples, received);
  printMessages(rows);
  const notes = [
    'The servers share the other core with the sink. Two spans for each message; stock makes more for a job.',
  ];
  writeResult({ measure: 'messages', contenders, rows, rounds: samples, notes }, options);
}

/** All are up at once and take turns, so that a slow moment of the machine falls on all of them. */
async function runRound(
  contenders: readonly Contender[],
  { round, environment, sink }: { round: number; environment: Record<string, string>; sink: Sink },
): Promise<MessageSample[]> {
  await using programs = new AsyncDisposableStack();
  const lanes: Lane[] = [];
  for (const contender of contenders) {
    const destination = await sink.listen(contender.name);
    const program = await Child.start({
      program: 'programs/messages.cjs',
      nodeArguments: contender.nodeArguments,
      environment: { ...contender.environment(destination), ...environment, OTEL_BSP_SCHEDULE_DELAY: '300' },
      measured: true,
    });
    programs.use(program);
    lanes.push({ contender, program, cpuMicros: new Map() });
  }
  // Another one goes first in each round.
  const order = [...lanes.slice(round % lanes.length), ...lanes.slice(0, round % lanes.length)];
  for (const one of CASES) for (const lane of order) await ask(lane, one.name, one.count);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const one of CASES) for (const lane of order) await takeTurn(lane, one);
  }
  return lanes.flatMap(({ contender, cpuMicros }) =>
    CASES.map(({ title, count }) => ({
      title,
      contender: contender.name,
      round,
      operations: TURNS * count,
      cpuMicros: cpuMicros.get(title) ?? 0,
    })),
  );
}

async function takeTurn(lane: Lane, { title, name, count, pauses }: MessageCase): Promise<void> {
  const without = await ask(lane, 'none', 1000 * pauses);
  const cost = await ask(lane, name, count);
  lane.cpuMicros.set(title, (lane.cpuMicros.get(title) ?? 0) + cost - without);
}

async function ask({ program }: Lane, name: string, count: number): Promise<number> {
  const { cpuMicros } = await program.ask<Cost>({ name, count });
  return cpuMicros;
}
