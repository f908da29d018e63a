import { type CharacterSet, complement, findPerlClass, findPosixClass, range, union } from './character-set.ts';
import { parseCharacterEscape, parseUnicodeClass } from './parse-escape.ts';
import type { RegexReader } from './regex-reader.ts';

/** `[…]`, from the bracket that opens it to the one that closes it. */
export function parseClass(reader: RegexReader): CharacterSet {
  reader.skip(1);
  const isNegated = reader.eat('^');
  const sets: CharacterSet[] = [];
  // A bracket that comes first is an ordinary character.
  while (sets.length === 0 || reader.next !== ']') {
    if (reader.atEnd) reader.fail('[ without ]', 'balanced brackets');
    sets.push(parseNamedClass(reader) ?? parseRange(reader));
  }
  reader.skip(1);
  return isNegated ? complement(union(sets)) : union(sets);
}

function parseNamedClass(reader: RegexReader): CharacterSet | undefined {
  const [posix, name] = reader.match(/\[:(\^?\w+):\]/y) ?? [];
  if (posix !== undefined) {
    const set = findPosixClass(name);
    if (set === undefined) return reader.fail(`the class ${posix}`, 'one that RE2 has, such as [:alpha:]');
    reader.skip(posix.length);
    return set;
  }
  if (reader.next !== '\\') return undefined;
  const perl = findPerlClass(reader.peek(1));
  if (perl !== undefined) reader.skip(2);
  return perl ?? parseUnicodeClass(reader);
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
