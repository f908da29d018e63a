import {
  type CharacterSet,
  complement,
  findPerlClass,
  findPosixClass,
  type NamedSet,
  range,
  union,
} from './character-set.ts';
import { parseCharacterEscape, parseUnicodeClass } from './parse-escape.ts';
import type { RegexReader } from './regex-reader.ts';

/** What is done with each set before it is turned round: nothing, or forgetting the case of letters. */
export type Fold = (set: CharacterSet) => CharacterSet;

/** `[…]`, from the bracket that opens it to the one that closes it. */
export function parseClass(reader: RegexReader, fold: Fold): CharacterSet {
  reader.skip(1);
  const isNegated = reader.eat('^');
  const sets: CharacterSet[] = [];
  // A bracket that comes first is an ordinary character.
  while (sets.length === 0 || reader.next !== ']') {
    if (reader.atEnd) reader.fail('[ without ]', 'balanced brackets');
    const named = parsePosixClass(reader) ?? parseNamedClass(reader);
    sets.push(named === undefined ? fold(parseRange(reader)) : resolve(named, fold));
  }
  reader.skip(1);
  return resolve({ set: union(sets), isNegated }, (set) => set);
}

/** `\d`, `\pL` and their like, in a class and outside. */
export function parseNamedClass(reader: RegexReader): NamedSet | undefined {
  if (reader.next !== '\\') return undefined;
  const perl = findPerlClass(reader.peek(1));
  if (perl !== undefined) reader.skip(2);
  return perl ?? parseUnicodeClass(reader);
}

/** The characters of a named set. */
export function resolve({ set, isNegated }: NamedSet, fold: Fold): CharacterSet {
  return isNegated ? complement(fold(set)) : fold(set);
}

function parsePosixClass(reader: RegexReader): NamedSet | undefined {
  const [posix, name] = reader.match(/\[:(\^?\w+):\]/y) ?? [];
  if (posix === undefined) return undefined;
  const named = findPosixClass(name);
  if (named === undefined) return reader.fail(`the class ${posix}`, 'one that RE2 has, such as [:alpha:]');
  reader.skip(posix.length);
  return named;
}

function parseRange(reader: RegexReader): CharacterSet {
  const start = reader.offset;
  const first = parseMember(reader);
  if (reader.next !== '-' || reader.peek(1) === ']' || reader.peek(1) === '') return range(first, first);
  reader.skip(1);
  const last = parseMember(reader);
  if (last < first)
    reader.fail(`the range ${reader.source.slice(start, reader.offset)}`, 'a range from a lower to a higher character');
  return range(first, last);
}

function parseMember(reader: RegexReader): number {
  return reader.next === '\\' ? parseCharacterEscape(reader) : reader.take().codePointAt(0)!;
}
