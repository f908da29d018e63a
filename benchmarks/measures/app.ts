import type { Contender } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { printLoad, summarizeLoad } from '../report/load-report.ts';
import { writeResult } from '../report/result.ts';
import { findServices } from '../services/debian.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import { type LoadSample, runLoadRounds } from './load-rounds.ts';

const CONTENDERS = ['plain', 'ours', 'stock', 'stock-http', 'dd-trace', 'sentry'];
const PATHS = Array.from({ length: 1000 }, (_, id) => `/orders/${String(id).padStart(4, '0')}`);

/** Fastify with PostgreSQL and Redis, one query and one look-up for each request; every span exported. */
export async function measureApp(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const rounds = await runRounds(contenders, options);
  const rows = summarizeLoad(contenders, rounds);
  printLoad(rows);
  const notes = [
    'PostgreSQL and Redis share the other core with the load: CPU per request says something, latency does not.',
  ];
  writeResult({ measure: 'app', contenders, rows, rounds, notes }, options);
}

async function runRounds(contenders: readonly Contender[], options: Options): Promise<LoadSample[]> {
  const { postgresFolder, redisServer } = findServices();
  await using postgres = await startPostgres(postgresFolder);
  await using redis = await startRedis(redisServer);
  const requests = options.requests ?? (options.quick ? 5000 : 16_000);
  return await runLoadRounds({
    program: 'servers/app.cjs',
    paths: PATHS,
    contenders,
    environment: { ...postgres.environment, ...redis.environment },
    rounds: options.rounds ?? (options.quick ? 2 : 5),
    requests,
    warmUpRequests: Math.ceil(requests / 3),
    connections: options.connections,
  });
}
