import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';

/** The folder of PostgreSQL's programs and the path of redis-server, from Debian's packages; installed when we may. */
export function findServices(): { postgresFolder: string; redisServer: string } {
  const postgresFolder = findPostgres() ?? install('postgresql', findPostgres);
  const redisServer = findRedis() ?? install('redis-server', findRedis);
  return { postgresFolder, redisServer };
}

function findPostgres(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1);
}

function findRedis(): string | undefined {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
}

function install(name: string, find: () => string | undefined): string {
  if (process.getuid?.() === 0) {
    console.log(`installing ${name} (apt-get) …`);
    // A freshly installed package would start a service of its own; RUNLEVEL=1 keeps it from that.
    const environment = { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
    const run = (args: string[]) =>
      spawnSync('apt-get', args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
    if (run(['install', '-y', name]).status !== 0 && run(['update']).status === 0) run(['install', '-y', name]);
  }
  const found = find();
  if (found) return found;
  throw new Error(`cannot find ${name}: got nothing installed, need Debian's package (apt-get install ${name})`);
}
