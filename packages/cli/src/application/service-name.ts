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
  const script = /^node(\.exe)?$/.test(basename(program)) ? findScript(args) : program;
  return basename(script ?? program).replace(/\.[cm]?[jt]s$/, '');
}

/** Options of Node.js whose value is the next argument. */
const WITH_VALUE = /^(-r|--require|--import|-C|--conditions|--(experimental-)?loader|--env-file(-if-exists)?)$/;

/** Code on the command line is no name: it is long, and may hold secrets. */
const WITH_CODE = /^(-e|-p|-pe|--eval|--print)$/;

function findScript(args: readonly string[]): string | undefined {
  for (let index = 0; index < args.length; index++) {
    if (WITH_CODE.test(args[index])) return undefined;
    if (!args[index].startsWith('-')) return args[index];
    if (WITH_VALUE.test(args[index])) index++;
  }
  return undefined;
}
