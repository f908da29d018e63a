import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { onMeasuredCore } from './cores.ts';

export const benchmarksFolder = fileURLToPath(new URL('..', import.meta.url));

export interface ChildOptions {
  /** Path below `benchmarks/`. */
  readonly program: string;
  readonly programArguments?: readonly string[];
  readonly nodeArguments?: readonly string[];
  readonly environment?: Record<string, string>;
  /** Runs on the core that is kept for what is measured. */
  readonly measured?: boolean;
  /** Has an IPC channel. Default: true. */
  readonly isControlled?: boolean;
}

/** A Node process that is asked over IPC, so that asking it costs no HTTP request and makes no span. */
export class Child {
  readonly #process: ChildProcess;
  readonly #program: string;
  readonly #exit: Promise<never>;

  private constructor(child: ChildProcess, program: string) {
    this.#process = child;
    this.#program = program;
    this.#exit = this.#failOnExit();
    this.#exit.catch(() => {});
  }

  /** Starts `program` and resolves when its first message has said that it is ready. */
  static async start(options: ChildOptions): Promise<Child> {
    const child = new Child(spawnNode(options), options.program);
    await child.#receive();
    return child;
  }

  async ask<Answer>(message: object): Promise<Answer> {
    const answer = this.#receive<Answer>();
    this.#process.send(message);
    return await answer;
  }

  /** Ends the process at once: some runtimes stay alive after SIGTERM. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  async #receive<Answer>(): Promise<Answer> {
    const message = once(this.#process, 'message').then(([answer]) => answer as Answer);
    return await Promise.race([message, this.#exit]);
  }

  async #failOnExit(): Promise<never> {
    const [code, signal] = await once(this.#process, 'exit');
    throw new Error(`cannot go on: got exit of ${this.#program} with ${code ?? signal}, need it running`);
  }
}

/** Spawns Node with nothing of the caller's environment but what a program needs to run. */
export function spawnNode(options: ChildOptions): ChildProcess {
  const {
    program,
    programArguments = [],
    nodeArguments = [],
    environment,
    measured = false,
    isControlled = true,
  } = options;
  const line = [process.execPath, ...nodeArguments, program, ...programArguments];
  const [command = '', ...rest] = measured ? onMeasuredCore(line) : line;
  return spawn(command, rest, {
    cwd: benchmarksFolder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', ...(isControlled ? (['ipc'] as const) : [])],
  });
}
