import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CommandError } from '../errors.ts';
import { isShellLine } from '../exec/command-name.ts';
import { onSignals } from './signals.ts';

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
  if (program === '') return Promise.reject(new CommandError('cannot run a command without a name', 127));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env: variables, shell });
    // Ctrl-C reaches the child by itself; this process only waits. Other signals are passed on.
    const stopHearing = onSignals((signal) => void (signal === 'SIGINT' || child.kill(signal)));
    child.on('error', (error: NodeJS.ErrnoException) => reject(new CommandError(explain(program, error), 127)));
    child.on('exit', (code, signal) => {
      stopHearing();
      const exitCode = signal === null ? (code ?? 0) : 128 + constants.signals[signal];
      resolve({ exitCode, signal, pid: child.pid });
    });
  });
}

function explain(program: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' && isShellLine([program]))
    return `cannot run ${program}: there is no such command. A line for a shell: -- sh -c '…'`;
  if (code === 'ENOENT') return `cannot run ${program}: there is no such command`;
  if (code === 'EACCES') return `cannot run ${program}: it is no program that may be run`;
  return `cannot run ${program}: ${message}`;
}
