import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { awaitPort, findFreePort } from './port.ts';

/** A PostgreSQL of our own in a new folder, gone when disposed of. */
export interface Postgres extends AsyncDisposable {
  readonly environment: Record<string, string>;
}

const ROWS = 1000;

export async function startPostgres(programs: string): Promise<Postgres> {
  // Not below the repository: the user that PostgreSQL runs as may have no way into it.
  const folder = mkdtempSync(join(tmpdir(), 'benchmark-postgres-'));
  const user = findUnprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const port = await findFreePort();
  initialize(programs, folder, user);
  const server = start(programs, { folder, port, user });
  await awaitPort(port);
  await createOrders(port);
  return {
    environment: { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'benchmark', PGDATABASE: 'postgres' },
    [Symbol.asyncDispose]: () => stop(server, folder),
  };
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; Debian's package brings the user for it. */
function findUnprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const read = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: read('-u'), gid: read('-g') };
}

function initialize(programs: string, folder: string, user?: User): void {
  const initialization = ['-D', join(folder, 'data'), '-U', 'benchmark', '--auth=trust', '--no-sync', '-E', 'UTF8'];
  const { status, stderr } = spawnSync(join(programs, 'initdb'), initialization, {
    ...user,
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cannot create a PostgreSQL cluster: got ${stderr}, need initdb to succeed`);
}

function start(programs: string, { folder, port, user }: { folder: string; port: number; user?: User }): ChildProcess {
  const settings = [
    '-c',
    'fsync=off',
    '-c',
    'autovacuum=off',
    '-c',
    'logging_collector=off',
    '-c',
    'log_min_messages=fatal',
  ];
  const line = ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...settings];
  const options: SpawnOptions = { ...user, cwd: folder, stdio: 'ignore' };
  return spawn(join(programs, 'postgres'), line, options);
}

async function createOrders(port: number): Promise<void> {
  const client = await connectWhenReady(port);
  await client.query('CREATE TABLE orders (id text PRIMARY KEY, item text NOT NULL, amount integer NOT NULL)');
  await client.query(
    `INSERT INTO orders SELECT lpad(n::text, 4, '0'), 'item ' || lpad(n::text, 4, '0'), 1000 + n
     FROM generate_series(0, ${ROWS - 1}) AS n`,
  );
  await client.query('ANALYZE orders');
  await client.end();
}

/** The port opens a moment before the first connection is let in. */
async function connectWhenReady(port: number, attempts = 100): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user: 'benchmark', database: 'postgres' });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (attempts === 0) throw error;
    await sleep(100);
    return await connectWhenReady(port, attempts - 1);
  }
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null) {
    const exit = once(server, 'exit');
    server.kill('SIGINT'); // fast shutdown: clients are disconnected
    await exit;
  }
  rmSync(folder, { recursive: true, force: true });
}
