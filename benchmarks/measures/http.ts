import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { printLoad, summarizeLoad } from '../report/load-report.ts';
import { writeResult } from '../report/result.ts';
import { runLoadRounds } from './load-rounds.ts';

interface HttpMeasure {
  readonly measure: string;
  readonly contenders: readonly string[];
  readonly ratio?: number;
}

const PEERS = ['plain', 'ours', 'stock', 'stock-http', 'dd-trace', 'sentry'];

/** `node:http` answering `hello world`, every request traced and exported. */
export async function measureHttp(options: Options): Promise<void> {
  await runMeasure({ measure: 'http', contenders: PEERS }, options);
}

/** The same with one trace in a hundred kept. */
export async function measureSampledHttp(options: Options): Promise<void> {
  await runMeasure({ measure: 'http-sampled', contenders: PEERS, ratio: 0.01 }, options);
}

/** The same with the runtimes loaded and switched off. */
export async function measureDisabledHttp(options: Options): Promise<void> {
  await runMeasure({ measure: 'off', contenders: ['plain', 'ours-off', 'stock-off'] }, options);
}

async function runMeasure({ measure, contenders: names, ratio }: HttpMeasure, options: Options): Promise<void> {
  const contenders = selectContenders(names, options.contenders);
  const requests = options.requests ?? (options.quick ? 20_000 : 64_000);
  const rounds = await runLoadRounds({
    program: 'servers/hello.cjs',
    paths: ['/'],
    contenders,
    ratio,
    rounds: options.rounds ?? (options.quick ? 2 : 5),
    requests,
    warmUpRequests: Math.ceil(requests / 3),
    connections: options.connections,
  });
  const rows = summarizeLoad(contenders, rounds);
  printLoad(rows);
  writeResult({ measure, contenders, rows, rounds }, options);
}
