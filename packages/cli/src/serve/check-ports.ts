import { createServer } from 'node:net';
import { CommandError } from '../errors.ts';
import { isHub } from '../hub-client/find-hub.ts';

/** The flag of each port, and the number that is asked for. */
export type WantedPorts = Readonly<Record<`--${string}`, number>>;

/**
 * Makes sure that ports are free, before anything else is done.
 *
 * @throws CommandError that says of each busy one who holds it, and what to do.
 */
export async function checkPorts(host: string, ports: WantedPorts): Promise<void> {
  const busy: string[] = [];
  const flags: string[] = [];
  for (const [flag, port] of Object.entries(ports)) {
    const code = port === 0 ? undefined : await whyNotFree(host, port);
    if (code === undefined) continue;
    busy.push(`  ${host}:${port} (${flag}): ${await explain(host, port, code)}`);
    flags.push(`${flag} 0`);
  }
  if (busy.length === 0) return;
  throw new CommandError(
    `cannot listen:\n${busy.join('\n')}\nStop what holds it, or take any free port: throughline serve ${flags.join(' ')}`,
  );
}

function whyNotFree(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function explain(host: string, port: number, code: string): Promise<string> {
  if (code === 'EACCES') return 'ports below 1024 are for the administrator';
  if (code === 'EADDRNOTAVAIL') return 'this machine does not have this address';
  if (code !== 'EADDRINUSE') return code;
  // The hub is large: only where it is needed.
  const { describePortHolder } = await import('@throughline/hub');
  const who = await describePortHolder(port);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return (await isHub(url)) ? `a Throughline hub, ${who}, which can be used: --hub ${url}` : `in use by ${who}`;
}
