import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startService } from '../../scripts/services/start-service.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { measureOperations, type OperationCase } from './operation-rounds.ts';

const CONTENDERS = ['plain', 'ours', 'stock-calls'];

const TURNS = 3;
const NO_STOCK = ['stock-calls'];

const CASES: readonly OperationCase[] = [
  { title: 'gRPC: a unary call, made and served', name: 'grpc', count: 2000 },
  { title: 'ioredis: GET', name: 'get', count: 10_000 },
  { title: 'ws: a message and its echo', name: 'webSocket', count: 10_000, without: NO_STOCK },
  ...listStatements('node:sqlite', 'sqlite'),
  ...listStatements('better-sqlite3', 'better-sqlite3'),
];

function listStatements(library: string, name: string): OperationCase[] {
  return [
    { title: `${library}: a row by its key`, name: `${name} one`, count: 20_000, without: NO_STOCK },
    { title: `${library}: 50 rows by an index`, name: `${name} list`, count: 5000, without: NO_STOCK },
    { title: `${library}: a row inserted, on its own`, name: `${name} insert`, count: 10_000, without: NO_STOCK },
  ];
}

/** Calls of libraries as a server makes them, to real servers and files; every span exported. */
export async function measureCalls(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const folder = mkdtempSync(join(tmpdir(), 'benchmark-calls-'));
  const redis = await startService('redis', { own: true });
  const environment = { REDIS_PORT: new URL(redis.url).port, DATA_FOLDER: folder };
  const notes = [
    'Redis shares the other core with the sink; both ends of gRPC and of the WebSocket are in the measured process.',
    'Two spans for a gRPC call, one for a GET and for a statement, none for a message of ws.',
  ];
  try {
    const program = 'programs/calls.cjs';
    await measureOperations(
      { measure: 'calls', program, contenders, cases: CASES, turns: TURNS, environment, notes },
      options,
    );
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
