import { basename } from 'node:path';

/** Words that stand before the command in a line for a shell: `CI=1 npm test`. */
const ASSIGNMENT = /^\w+=/;

/** The program that a command starts, without a path and without arguments: those may hold secrets. */
export function commandName(command: readonly string[]): string {
  const words = isShellLine(command) ? command[0].trim().split(/[\s;&|()<>]+/) : command;
  const program = words.find((word) => word !== '' && !ASSIGNMENT.test(word)) ?? 'sh';
  return basename(program.replaceAll(/["'`]/g, '')) || 'sh';
}

/** Whether a shell has to read the command: it is one text with blanks or signs in it. */
export function isShellLine(command: readonly string[]): boolean {
  return command.length === 1 && /^\w+=|[\s;&|()<>$*?"'`]/.test(command[0].trim());
}
