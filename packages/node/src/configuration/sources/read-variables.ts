import type { Environment } from '../environment.ts';
import type { Option } from '../option.ts';
import { OPTIONS } from '../options.ts';
import type { OptionKey } from '../options.ts';
import type { Problem } from '../problems.ts';
import type { Source } from '../settings.ts';

/** The usable values of all variables of the table. An empty variable is as good as none. */
export function readVariables(environment: Environment, problems: Problem[]): Source {
  const values = new Map<string, unknown>();
  for (const option of OPTIONS) {
    const value = option.variables.length === 0 ? undefined : readOption(option, environment, problems);
    if (value !== undefined) values.set(option.key, value);
  }
  return { kind: 'variables', values };
}

function readOption(option: Option<OptionKey>, environment: Environment, problems: Problem[]): unknown {
  let result: unknown;
  for (const variable of option.variables) {
    const text = environment[variable];
    if (text === undefined) continue;
    const value = readVariable(option, { variable, text: text.trim() }, problems);
    if (value === undefined) continue;
    if (option.type.merges !== true) return value;
    result = Object.assign({}, value, result);
  }
  return result;
}

function readVariable(
  option: Option<OptionKey>,
  { variable, text }: { variable: string; text: string },
  problems: Problem[],
): unknown {
  if (text === '') return undefined;
  const { value, problem } = option.type.parse!(text);
  // What counts for all signals stands in the rows of each.
  const isKnown = problems.some(({ subject }) => subject === variable);
  if (problem !== undefined && !isKnown) problems.push({ subject: variable, key: option.key, problem });
  return value;
}
