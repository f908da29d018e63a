import { parseArgs } from 'node:util';

import { UsageError } from './errors.ts';

/** What the command line may change. Absent: the measure's own default. */
export interface Options {
  readonly rounds?: number;
  readonly requests?: number;
  readonly connections: number;
  readonly contenders?: readonly string[];
  /** A short look: fewer rounds and requests, result not for git. */
  readonly quick: boolean;
}

const DEFAULT_CONNECTIONS = 32;

export interface CommandLine {
  readonly measure: string;
  readonly options: Options;
}

export function parseCommandLine(commandArguments: readonly string[]): CommandLine {
  const { values, positionals } = readArguments([...commandArguments]);
  const options = {
    rounds: parseCount('rounds', values.rounds),
    requests: parseCount('requests', values.requests),
    connections: parseCount('connections', values.connections) ?? DEFAULT_CONNECTIONS,
    contenders: values.contenders?.split(','),
    quick: values.quick,
  };
  return { measure: positionals[0] ?? 'all', options };
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        requests: { type: 'string' },
        connections: { type: 'string' },
        contenders: { type: 'string' },
        quick: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function parseCount(name: string, text?: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`cannot read --${name}: got ${text}, need a whole number above 0`);
}
