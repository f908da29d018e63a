import { findUnicodeClass, type NamedSet } from './character-set.ts';
import type { RegexReader } from './regex-reader.ts';

const CONTROL_ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const MAX_CODE_POINT = 0x10ffff;

/** The character that an escape such as `\.` or `\x{263a}` stands for, in a class and outside. */
export function parseCharacterEscape(reader: RegexReader): number {
  const [hex, short, long] = reader.match(/\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/y) ?? [];
  if (hex !== undefined) return takeCode(reader, hex, Number.parseInt(short ?? long, 16));
  const [octal] = reader.match(/\\0[0-7]{0,2}/y) ?? [];
  if (octal !== undefined) return takeCode(reader, octal, Number.parseInt(octal.slice(1), 8));
  const escape = reader.source.slice(reader.offset, reader.offset + 2);
  const character = escape[1] ?? '';
  if (Object.hasOwn(CONTROL_ESCAPES, character)) return takeCode(reader, escape, CONTROL_ESCAPES[character]);
  if (/^[!-/:-@[-`{-~\s]$/.test(character)) return takeCode(reader, escape, character.charCodeAt(0));
  return refuseEscape(reader, escape);
}

function takeCode(reader: RegexReader, taken: string, code: number): number {
  if (code > MAX_CODE_POINT) reader.fail(taken, 'a character up to \\x{10FFFF}');
  reader.skip(taken.length);
  return code;
}

function refuseEscape(reader: RegexReader, escape: string): never {
  if (escape === '\\') reader.fail('\\ at the end', 'a character behind it');
  if (/^\\[1-9k]/.test(escape)) reader.fail(`the backreference ${escape}`, 'a regular expression without it (RE2)');
  return reader.fail(`the escape ${escape}`, 'one that RE2 has');
}

/** `\pL`, `\p{Lu}`, `\P{Greek}`. */
export function parseUnicodeClass(reader: RegexReader): NamedSet | undefined {
  const [whole, letter, short, negation, long] = reader.match(/\\([pP])(?:([A-Z])|\{(\^?)(\w+)\})/y) ?? [];
  if (whole === undefined) return undefined;
  const set = findUnicodeClass(short ?? long);
  if (set === undefined) return reader.fail(`the class ${whole}`, 'a general category or a script of Unicode');
  reader.skip(whole.length);
  return { set, isNegated: (letter === 'P') !== (negation === '^') };
}
