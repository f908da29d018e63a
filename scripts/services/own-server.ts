// A server that we started: known by its process id, never by its name.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findProgram, installCommand, PROGRAMS } from './debian-packages.ts';
import {
  answers,
  type Companion,
  findFreePort,
  SERVICE_KINDS,
  type ServiceKind,
  type ServiceName,
} from './service-kinds.ts';

const STOP_DEADLINE_MS = 20_000;
const START_DEADLINE_MS = 120_000;
const KEPT_OUTPUT = 4000;
/** A port that was free may be taken when the server asks for it. */
const MAX_ATTEMPTS = 5;

/** One server process after the other, in one folder and on one port. */
export class OwnServer {
  readonly #name: ServiceName;
  readonly #kind: ServiceKind;
  readonly #program: string;
  readonly #folder: string;
  #port = 0;
  #child: ChildProcess | undefined;
  #companion: ChildProcess | undefined;
  #output = '';
  readonly #killChildren = (): void => [this.#child, this.#companion].forEach((child) => child?.kill('SIGKILL'));

  /** @throws if the program is not installed. */
  constructor(name: ServiceName) {
    this.#name = name;
    this.#kind = SERVICE_KINDS[name];
    this.#program = findProgramOf(name, this.#kind.program);
    this.#folder = mkdtempSync(join(tmpdir(), `throughline-${name}-`));
    process.on('exit', this.#killChildren);
  }

  get url(): string {
    return this.#kind.url(this.#port);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it for the first time. */
  async start(): Promise<void> {
    const choosesPort = this.#kind.findPort !== undefined;
    for (let attempt = 1; ; attempt++) {
      this.#port = choosesPort ? 0 : await findFreePort();
      try {
        return await this.#run();
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !/in use|eaddrinuse/i.test(this.#output)) throw error;
      }
    }
  }

  /** Ends it without a warning, as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it if it runs, and starts it again on the same port with what it had stored. */
  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    await this.#run();
  }

  /** Ends it and removes all it had stored. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    process.off('exit', this.#killChildren);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #run(): Promise<void> {
    const { args, environment, companion } = await this.#kind.command(this.#folder, this.#port);
    if (companion !== undefined) await this.#runCompanion(companion);
    const [program, ...all] = [...dieWithParent(), this.#program, ...args];
    const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', ...environment };
    const child = spawn(program, all, { cwd: this.#folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => (this.#output = (this.#output + data.toString()).slice(-KEPT_OUTPUT)));
    }
    try {
      await this.#untilReady(child);
    } catch (error) {
      await this.#end('SIGKILL');
      throw error;
    }
  }

  async #runCompanion({ program, args, port }: Companion): Promise<void> {
    const [first, ...rest] = [...dieWithParent(), program, ...args];
    this.#companion = spawn(first, rest, { cwd: this.#folder, stdio: 'ignore' });
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await answers({ greeting: { send: '', answer: '' } }, port)) && performance.now() < deadline)
      await wait(20);
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + START_DEADLINE_MS;
    while (performance.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      if (this.#port === 0) this.#port = this.#kind.findPort?.(this.#folder) ?? 0;
      if (this.#port !== 0 && (await answers(this.#kind, this.#port))) return;
      await wait(20);
    }
    const { exitCode, signalCode } = child;
    const got = exitCode === null && signalCode === null ? 'no answer' : `exit code ${exitCode ?? signalCode}`;
    throw new Error(`cannot start ${this.#name}: got ${got}, need a server that answers\n${this.#output}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const [child, companion] = [this.#child, this.#companion];
    this.#child = this.#companion = undefined;
    await endProcess(child, signal);
    await endProcess(companion, 'SIGKILL');
  }
}

async function endProcess(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}

function findProgramOf(service: ServiceName, name: string): string {
  const path = findProgram(name);
  if (path !== undefined) return path;
  const command = installCommand(PROGRAMS.filter((program) => program.name === name));
  throw new Error(`cannot start ${service}: got no ${name} on this machine, need it installed: ${command}`);
}

/** Where Linux can do it, a server ends with whoever started it, even if that is killed. */
function dieWithParent(): string[] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL'];
}
