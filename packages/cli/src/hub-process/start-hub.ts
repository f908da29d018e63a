import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HubAddresses } from '@throughline/hub';
import { CommandError } from '../errors.ts';
import { DEFAULT_DIRECTORY } from '../hub-client/find-hub.ts';

/** A hub that runs beside this command. */
export interface HubProcess {
  readonly url: string;
  readonly otlpHttpUrl: string;
  /** Of the hub that was started for this; `undefined` for one that ran before. */
  readonly pid: number | undefined;
}

const COMMAND = fileURLToPath(new URL('bin/throughline.js', import.meta.resolve('throughline/package.json')));
const LOG = `${DEFAULT_DIRECTORY}/hub.log`;

const FREE_PORTS = ['--ui-port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];

/**
 * Starts a hub in the background, on the usual ports where they are free. It outlives this process unless it is stopped.
 *
 * @param onFreePorts - leaves the usual ports to others, also where they are free.
 */
export async function startHub(onFreePorts: boolean): Promise<HubProcess> {
  mkdirSync(DEFAULT_DIRECTORY, { recursive: true });
  const usual = onFreePorts ? undefined : await tryStart([]);
  const hub = usual ?? (await tryStart(FREE_PORTS));
  if (hub === undefined) throw new CommandError(`cannot start a hub: see ${LOG}`);
  return hub;
}

async function tryStart(ports: readonly string[]): Promise<HubProcess | undefined> {
  const log = openSync(LOG, 'a');
  const child = spawn(process.execPath, [COMMAND, 'serve', '--json', ...ports], {
    detached: true,
    stdio: ['ignore', 'pipe', log],
  });
  const line = await firstLine(child);
  if (line === undefined) return undefined;
  const { ui, otlpHttp } = JSON.parse(line) as HubAddresses;
  child.unref();
  child.stdout?.destroy();
  return { url: ui, otlpHttpUrl: otlpHttp, pid: child.pid };
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])])) as [string?];
  return line;
}

/** Stops a hub that `startHub` started, and waits until it has stored everything. */
export async function stopHub(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 15_000 && isAlive(pid); waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
