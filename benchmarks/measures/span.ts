import type { Contender, Destination } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { Child } from '../processes/child.ts';
import { writeResult } from '../report/result.ts';
import { printSpans, summarizeSpans } from '../report/span-report.ts';
import { Sink } from '../sink/sink.ts';

/** What makes the spans of one row. */
export interface SpanCase {
  readonly title: string;
  /** The case's name in `programs/span.cjs`. */
  readonly name: 'full' | 'bare' | 'attributes';
  readonly spans: number;
  readonly burst: number;
  readonly isSampled: boolean;
  /** Operations a span stands for, where the figure is for one of them. Default: 1. */
  readonly operations?: number;
}

export interface SpanSample {
  readonly title: string;
  readonly contender: string;
  readonly round: number;
  readonly cpuMicros: number;
  /** The part of `cpuMicros` that the pauses between the bursts cost. */
  readonly pausesMicros: number;
  readonly spansMade: number;
  readonly spansReceived: number;
}

interface Cost {
  readonly cpuMicros: number;
}

// A burst stays below the default queue of 2,048 spans.
const CASES: readonly SpanCase[] = [
  { title: 'startActiveSpan, 4 attributes, event, end', name: 'full', spans: 48_000, burst: 1000, isSampled: true },
  { title: 'startSpan, end', name: 'bare', spans: 48_000, burst: 1000, isSampled: true },
  {
    title: 'an attribute (of 32 on a span, its span included)',
    name: 'attributes',
    spans: 12_000,
    burst: 250,
    isSampled: true,
    operations: 32,
  },
  { title: 'unsampled: the first row', name: 'full', spans: 480_000, burst: 10_000, isSampled: false },
];

const CONTENDERS = ['api-only', 'ours', 'stock-http'];

/** Spans made by hand through the API, with real export: CPU time for each, everything in the process counted. */
export async function measureSpan(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const samples: SpanSample[] = [];
  const rounds = options.rounds ?? (options.quick ? 1 : 3);
  for (let round = 0; round < rounds; round++) {
    for (const spanCase of CASES) {
      for (const contender of contenders) samples.push(await runCase(spanCase, contender, round));
    }
  }
  const rows = summarizeSpans(CASES, contenders, samples);
  printSpans(rows);
  writeResult({ measure: 'span', contenders, rows, rounds: samples }, options);
}

async function runCase(spanCase: SpanCase, contender: Contender, round: number): Promise<SpanSample> {
  const { title, name, burst, spans } = spanCase;
  await using sink = await Sink.start();
  const destination = await sink.listen(contender.name);
  await using program = await startProgram(spanCase, contender, destination);
  await program.ask<Cost>({ name, burst, spans: spans / 4 });
  const pauses = await program.ask<Cost>({ name: 'none', burst, spans });
  const { cpuMicros } = await program.ask<Cost>({ name, burst, spans });
  const { spans: spansReceived } = await sink.received(contender.name);
  const spansMade = spans + spans / 4;
  return {
    title,
    contender: contender.name,
    round,
    cpuMicros,
    pausesMicros: pauses.cpuMicros,
    spansMade,
    spansReceived,
  };
}

async function startProgram(spanCase: SpanCase, contender: Contender, destination: Destination): Promise<Child> {
  const sampler = spanCase.isSampled ? undefined : { OTEL_TRACES_SAMPLER: 'always_off' };
  return await Child.start({
    program: 'programs/span.cjs',
    nodeArguments: contender.nodeArguments,
    environment: { ...contender.environment(destination), ...sampler, OTEL_BSP_SCHEDULE_DELAY: '300' },
    measured: true,
  });
}
