// The command. Parses, runs, and turns whatever goes wrong into a line and an exit code.
import { CommanderError } from 'commander';
import { CommandError } from './errors.ts';
import { createProgram } from './program.ts';

// Whoever reads our output may stop reading: `throughline query | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Nor does the end of a run, or a hub, depend on somebody who hears what is said about it.
process.stderr.on('error', () => {});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = explain(error);
  // A hub that could not start may have opened something already.
  if (process.exitCode !== 0) process.exit();
}

function explain(error: unknown): number {
  // Commander has printed its own text by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, stack, code } = error as Error & { readonly code?: string };
  const expected = error instanceof CommandError || code?.startsWith('TL_') === true;
  process.stderr.write(`throughline: ${expected ? message : stack}\n`);
  return error instanceof CommandError ? error.exitCode : 1;
}
