// The command. Parses, runs, and turns whatever goes wrong into a line and an exit code.
import { CommanderError } from 'commander';
import { CommandError } from './errors.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  // Commander has printed its own text by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, stack, code } = error as Error & { readonly code?: string };
  const expected = error instanceof CommandError || code?.startsWith('TL_') === true;
  process.stderr.write(`throughline: ${expected ? message : stack}\n`);
  return error instanceof CommandError ? error.exitCode : 1;
}
