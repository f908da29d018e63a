// The kinds of values that options take. Texts from variables follow the specification: booleans are true only by the
// word, numbers are non-negative and plain, names ignore case.
import { listNames } from './describe-value.ts';
import type { Reading, ValueType } from './reading.ts';
import { unusable } from './reading.ts';

/** The largest integer that every implementation of the specification accepts, and the largest delay of a timer. */
const MAX_INTEGER = 2_147_483_647;

export const boolean: ValueType = {
  name: 'boolean',
  parse: parseBoolean,
  check: (value) => (typeof value === 'boolean' ? { value } : unusable(value, 'true or false')),
};

/** An option that is on, with a variable that turns it off: a misspelt value must leave it on. */
export const onUnlessTrue: ValueType = {
  name: 'boolean',
  parse: (text) => {
    const { value, problem } = parseBoolean(text);
    return { value: value !== true, problem };
  },
  check: boolean.check,
  isNegated: true,
};

function parseBoolean(text: string): Reading {
  const word = text.toLowerCase();
  if (word === 'true') return { value: true };
  if (word === 'false') return { value: false };
  return { value: false, problem: unusable(text, 'true or false').problem };
}

interface IntegerRange {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Code may say `Infinity` for no limit. */
  readonly unlimited?: boolean;
}

export function integer(range: IntegerRange = {}): ValueType {
  const { minimum = 0, maximum = MAX_INTEGER, unlimited = false } = range;
  const need = `an integer from ${minimum} to ${maximum}`;
  const isValid = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
  return {
    name: minimum === 0 ? 'integer' : `integer from ${minimum}`,
    parse: (text) => (isDigits(text) && isValid(Number(text)) ? { value: Number(text) } : unusable(text, need)),
    check: (value) => {
      if (isValid(value) || (unlimited && value === Infinity)) return { value };
      return unusable(value, unlimited ? `${need}, or Infinity` : need);
    },
  };
}

/** Milliseconds of which 0 means no limit, read as the longest delay that a timer can have. */
export const timeout: ValueType = withZeroAsLongest(integer());

function withZeroAsLongest(type: ValueType): ValueType {
  const convert = (reading: Reading): Reading => (reading.value === 0 ? { value: MAX_INTEGER } : reading);
  return { name: 'integer', parse: (text) => convert(type.parse!(text)), check: (value) => convert(type.check(value)) };
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

export const ratio: ValueType = {
  name: 'number from 0 to 1',
  parse: (text) => checkRatio(Number(text), text),
  check: (value) => checkRatio(value, value),
};

function checkRatio(number: unknown, original: unknown): Reading {
  const isRatio = typeof number === 'number' && number >= 0 && number <= 1;
  return isRatio ? { value: number } : unusable(original, 'a number from 0 to 1');
}

export const text: ValueType = {
  name: 'text',
  parse: (value) => ({ value }),
  check: (value) => (typeof value === 'string' ? { value: value === '' ? undefined : value } : unusable(value, 'text')),
};

/** One of `names`; `synonyms` stand for one of them. */
export function oneOf(names: readonly string[], synonyms: Readonly<Record<string, string>> = {}): ValueType {
  const need = `one of ${listNames(names)}`;
  const find = (value: string): string | undefined => synonyms[value] ?? (names.includes(value) ? value : undefined);
  return {
    name: names.map((name) => `\`${name}\``).join(' '),
    parse: (value) => {
      const found = find(value.toLowerCase());
      return found === undefined ? unusable(value, need) : { value: found };
    },
    check: (value) =>
      typeof value === 'string' && find(value) !== undefined ? { value: find(value) } : unusable(value, need),
  };
}

/** A list of any texts, without duplicates. */
export const list: ValueType = {
  name: 'list',
  parse: (value) => ({ value: unique(splitList(value)) }),
  check: (value) => (isTexts(value) ? { value: unique(value) } : unusable(value, 'an array of texts')),
};

/** A list of header names, in lower case. */
export const headerNames: ValueType = {
  name: 'list',
  parse: (value) => lowerCase(list.parse!(value)),
  check: (value) => lowerCase(list.check(value)),
};

function lowerCase(reading: Reading): Reading {
  if (reading.value === undefined) return reading;
  return { value: unique((reading.value as string[]).map((name) => name.toLowerCase())) };
}

/** A list of some of `names`, in which `none` stands for the empty list and `all` for the whole. */
export function listOf(names: readonly string[], options: { all?: boolean } = {}): ValueType {
  const special = options.all === true ? ['none', 'all'] : ['none'];
  const need = `any of ${listNames(names)}, or ${special.join(' or ')}`;
  const read = (values: readonly string[]): Reading => {
    if (values.includes('none')) return readNone(values);
    const wanted = options.all === true && values.includes('all') ? names : values;
    const known = unique(wanted).filter((value) => names.includes(value));
    const unknown = wanted.find((value) => !names.includes(value));
    const value = known.length === 0 && wanted.length > 0 ? undefined : known;
    return unknown === undefined ? { value } : { value, problem: unusable(unknown, need).problem };
  };
  return {
    name: `list of ${[...names, ...special].map((name) => `\`${name}\``).join(' ')}`,
    parse: (value) => read(splitList(value.toLowerCase())),
    check: (value) => (isTexts(value) ? read(value) : unusable(value, `an array with ${need}`)),
  };
}

/** A list of some of `names`, none of which has a special meaning. In code and files only. */
export function someOf(names: readonly string[]): ValueType {
  return {
    name: 'list',
    check: (value) => {
      const need = `a list of ${listNames(names)}`;
      if (!isTexts(value)) return unusable(value, need);
      const unknown = value.find((item) => !names.includes(item));
      return unknown === undefined ? { value: unique(value) } : unusable(unknown, need);
    },
  };
}

/** Off wins over whatever stands beside it. */
function readNone(values: readonly string[]): Reading {
  if (values.length === 1) return { value: [] };
  return { value: [], problem: unusable(values.join(','), '"none" alone, or a list without it').problem };
}

/** Regular expressions; a variable holds one, because a comma may be part of it. */
export const patterns: ValueType = {
  name: 'regular expression',
  parse: (source) => {
    try {
      return { value: [new RegExp(source)] };
    } catch (error) {
      return { value: undefined, problem: `got ${(error as Error).message}, need a regular expression` };
    }
  },
  check: (value) =>
    Array.isArray(value) && value.every((item) => item instanceof RegExp)
      ? { value: [...value] }
      : unusable(value, 'an array of regular expressions'),
};

/** An object with these methods, passed through untouched. */
export function objectWith(name: string, methods: readonly string[]): ValueType {
  return {
    name: `\`${name}\``,
    check: (value) =>
      hasMethods(value, methods) ? { value } : unusable(value, `a ${name} with ${listMethods(methods)}`),
  };
}

/** An array of objects with these methods, each passed through untouched. */
export function arrayOf(name: string, methods: readonly string[]): ValueType {
  return {
    name: `array of \`${name}\``,
    check: (value) => {
      if (!Array.isArray(value)) return unusable(value, `an array of ${name}`);
      const index = value.findIndex((item) => !hasMethods(item, methods));
      if (index === -1) return { value: [...value] };
      const { problem } = unusable(value[index], `a ${name} with ${listMethods(methods)}`);
      return { value: undefined, problem: `${problem} (item ${index + 1})` };
    },
  };
}

export const hook: ValueType = {
  name: 'function',
  check: (value) => (typeof value === 'function' ? { value } : unusable(value, 'a function')),
};

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');
}

function listMethods(methods: readonly string[]): string {
  return methods.map((method) => `${method}()`).join(' and ');
}

export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
