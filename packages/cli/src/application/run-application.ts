import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CommandError } from '../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How an application ended. */
export interface Ended {
  /** 128 + the signal's number when a signal ended it, as shells have it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  readonly pid: number | undefined;
}

export interface Application {
  /** A program and its arguments; or a single text, which a shell reads. */
  readonly command: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
  /** Whether a shell reads the first word of the command. Default false. */
  readonly shell?: boolean;
}

/** Runs a command with the terminal as its own: its input and output are untouched. */
export function runApplication({ command, variables, shell = false }: Application): Promise<Ended> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env: variables, shell });
    // Ctrl-C reaches the child by itself; this process only waits. Other signals are passed on.
    const passOn = (signal: NodeJS.Signals): void => void (signal === 'SIGINT' || child.kill(signal));
    for (const signal of SIGNALS) process.on(signal, passOn);
    child.on('error', (error: NodeJS.ErrnoException) => reject(new CommandError(explain(program, error), 127)));
    child.on('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, passOn);
      const exitCode = signal === null ? (code ?? 0) : 128 + constants.signals[signal];
      resolve({ exitCode, signal, pid: child.pid });
    });
  });
}

function explain(program: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `cannot run ${program}: there is no such command`;
  return `cannot run ${program}: ${message}`;
}
