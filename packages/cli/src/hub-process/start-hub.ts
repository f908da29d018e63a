import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HubAddresses } from '@throughline/hub';
import { readHubFile } from '@throughline/hub/hub-file';
import type { HubFile } from '@throughline/hub/hub-file';
import { onSignals } from '../application/signals.ts';
import { CommandError } from '../errors.ts';
import { DEFAULT_DIRECTORY, isHub } from '../hub-client/find-hub.ts';

/** How a hub is started. */
export interface StartOptions {
  /** Leaves the usual ports to others, also where they are free. */
  readonly onFreePorts: boolean;
  /** It outlives those who use it. */
  readonly stays: boolean;
}

/** A hub that runs beside this command. */
export interface HubProcess {
  readonly url: string;
  readonly otlpHttpUrl: string;
  /** Of the hub that was started for this; `undefined` for one that ran before. */
  readonly pid: number | undefined;
}

const COMMAND = fileURLToPath(new URL('bin/throughline.js', import.meta.resolve('throughline/package.json')));
const LOG = `${DEFAULT_DIRECTORY}/hub.log`;

/** Of the log, where a hub did not start. */
const LAST_LINES = 5;

const OTHER_WITHIN_MS = 5000;

const FREE_PORTS = ['--ui-port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];

/** Starts a hub in the background, on the usual ports where they are free. */
export async function startHub({ onFreePorts, stays }: StartOptions): Promise<HubProcess> {
  const flags = stays ? [] : ['--until-unused'];
  const hub = (onFreePorts ? undefined : await tryStart(flags)) ?? (await tryStart([...flags, ...FREE_PORTS]));
  if (hub !== undefined) return hub;
  const other = onFreePorts ? undefined : await awaitOther();
  if (other !== undefined) return { url: other.uiUrl, otlpHttpUrl: other.otlpHttpUrl, pid: undefined };
  throw new CommandError(await explain());
}

async function tryStart(flags: readonly string[]): Promise<HubProcess | undefined> {
  const log = openLog();
  // It does not hear Ctrl-C, and nobody would know of it.
  const stopHearing = onSignals((signal) => {
    child.kill();
    process.exit(128 + constants.signals[signal]);
  });
  const child = spawn(process.execPath, [COMMAND, 'serve', '--json', ...flags], {
    detached: true,
    stdio: ['ignore', 'pipe', log],
  });
  const line = await firstLine(child);
  stopHearing();
  if (line === undefined) return undefined;
  const { ui, otlpHttp } = JSON.parse(line) as HubAddresses;
  child.unref();
  child.stdout?.destroy();
  return { url: ui, otlpHttpUrl: otlpHttp, pid: child.pid };
}

function openLog(): number {
  try {
    mkdirSync(DEFAULT_DIRECTORY, { recursive: true });
    return openSync(LOG, 'a');
  } catch (error) {
    throw new CommandError(
      `cannot start a hub: cannot write to ${DEFAULT_DIRECTORY} (${(error as NodeJS.ErrnoException).code}). Start one that keeps its data elsewhere: throughline serve --store chdb:DIRECTORY`,
    );
  }
}

/** Why none could be started: somebody else's has the directory, or what it said itself. */
async function explain(): Promise<string> {
  const other = await findOther();
  if (other !== undefined)
    return `cannot start a hub here: process ${other.pid} is one already, with its data in ${DEFAULT_DIRECTORY} (${other.uiUrl}). Without --isolated this run goes to it; a hub of its own needs another working directory`;
  return `cannot start a hub:\n${lastWords()
    .map((line) => `  ${line.replace(/^throughline: /, '')}\n`)
    .join('')}All that it said is in ${LOG}`;
}

function lastWords(): readonly string[] {
  return readFileSync(LOG, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
}

/** The hub that runs in this directory already. */
async function findOther(): Promise<HubFile | undefined> {
  const other = readHubFile(DEFAULT_DIRECTORY);
  return other !== undefined && (await isHub(other.uiUrl)) ? other : undefined;
}

/** Two runs that begin at once both start a hub; one gets the directory, and will answer in a moment. */
async function awaitOther(): Promise<HubFile | undefined> {
  for (let waited = 0; waited < OTHER_WITHIN_MS; waited += 100) {
    const other = await findOther();
    if (other !== undefined || !lastWords().some((line) => line.includes('has it open'))) return other;
    await delay(100);
  }
  return undefined;
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])])) as [string?];
  return line;
}

/** Stops a hub, and waits until it has stored everything. */
export async function stopHub(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGTERM');
  await hubEnded(pid);
}

/** Waits until a hub that was asked to end, or that nobody uses any more, has stored everything. */
export async function hubEnded(pid: number): Promise<void> {
  for (let waited = 0; waited < 15_000 && isAlive(pid); waited += 50) await delay(50);
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
