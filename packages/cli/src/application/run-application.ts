import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CommandError } from '../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command with the terminal as its own: its input and output are untouched.
 *
 * @returns its exit code; 128 + the signal's number when a signal ended it, as shells have it.
 */
export function runApplication([command, ...args]: readonly string[], variables: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: variables });
    // Ctrl-C reaches the child by itself; this process only waits. Other signals are passed on.
    const passOn = (signal: NodeJS.Signals): void => void (signal === 'SIGINT' || child.kill(signal));
    for (const signal of SIGNALS) process.on(signal, passOn);
    child.on('error', (error: NodeJS.ErrnoException) => reject(new CommandError(explain(command, error), 127)));
    child.on('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, passOn);
      resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]);
    });
  });
}

function explain(command: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `cannot run ${command}: there is no such command`;
  return `cannot run ${command}: ${message}`;
}
