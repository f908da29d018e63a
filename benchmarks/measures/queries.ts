import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Options } from '../options.ts';
import { writeResult } from '../report/result.ts';
import { printTable } from '../report/table.ts';

interface QueryRow {
  readonly question: string;
  readonly goalMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly cpuMs: number;
}

const SCRIPT = fileURLToPath(new URL('../../packages/hub/src/query/fixtures/measure-queries.ts', import.meta.url));
const STORES = fileURLToPath(new URL('../results/stores/', import.meta.url));

/** The hub's answers from ten million spans of a day. The store is made once and kept. */
export async function measureQueries(options: Options): Promise<void> {
  const spans = options.quick ? 1_000_000 : 10_000_000;
  const rounds = options.rounds ?? (options.quick ? 5 : 20);
  const args = ['--conditions=throughline-source', SCRIPT, `${STORES}${spans}`, String(spans), String(rounds)];
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cannot measure queries: the process ended with ${status}, need 0`);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as QueryRow);
  printTable<QueryRow>(
    [
      { title: `${spans.toLocaleString('en')} spans`, format: ({ question }) => question },
      { title: 'p50 ms', format: ({ p50Ms }) => String(p50Ms) },
      { title: 'p95 ms', format: ({ p95Ms }) => String(p95Ms) },
      { title: 'goal ms', format: ({ goalMs }) => String(goalMs) },
      { title: 'CPU ms', format: ({ cpuMs }) => String(cpuMs) },
    ],
    rows,
  );
  writeResult({ measure: 'queries', contenders: [], rows }, options);
}
