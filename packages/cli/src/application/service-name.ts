import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A name for an application that does not say its own: that of its package, else of its program. */
export function guessServiceName(command: readonly string[], directory = '.'): string {
  return packageName(directory) ?? programName(command);
}

function packageName(directory: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8')) as { name?: unknown };
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

function programName([program, ...args]: readonly string[]): string {
  const script = /^node(\.exe)?$/.test(basename(program)) ? args.find((arg) => !arg.startsWith('-')) : program;
  return basename(script ?? program).replace(/\.[cm]?[jt]s$/, '');
}
