import type { Environment } from '../environment.ts';
import { isRecord } from '../values/pairs.ts';
import { resolvePlainScalar } from './core-schema.ts';
import { substitute } from './substitute.ts';

/**
 * The content of a JSON file with its references replaced. A text that holds one gets its type afterwards, as a plain
 * scalar of YAML does: JSON has no other way to give a number by a variable.
 *
 * @throws {Error} if the text is no JSON or a reference is wrong.
 */
export function readJson(text: string, environment: Environment): unknown {
  return substituteAll(parse(text), environment);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`got ${describeSyntaxError(error as Error)}, need JSON`, { cause: error });
  }
}

/** Where it went wrong, without the piece of the file that V8 quotes: it may hold a secret. */
function describeSyntaxError(error: Error): string {
  const position = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message);
  return position === null ? 'a syntax error' : `a syntax error ${position[0]}`;
}

function substituteAll(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string') return substituteText(value, environment);
  if (Array.isArray(value)) return value.map((item) => substituteAll(item, environment));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituteAll(item, environment)]));
}

function substituteText(value: string, environment: Environment): unknown {
  if (!value.includes('$')) return value;
  const text = substitute(value, environment);
  return value.includes('${') ? resolvePlainScalar(text) : text;
}
