// Reads the regular expressions that RE2 understands, as ClickHouse's `match` sets it up, and says what is wrong with others.
// Captures, names and laziness are read and forgotten: whether a text matches does not depend on them.
import { ANY_BUT_LINE_BREAK, ANY_CHARACTER, type CharacterSet, ignoreCase, single } from './character-set.ts';
import { type Fold, parseClass, parseNamedClass, resolve } from './parse-class.ts';
import { parseCharacterEscape } from './parse-escape.ts';
import { RegexReader } from './regex-reader.ts';

/** A regular expression as a tree. */
export type RegexNode =
  | { readonly type: 'set'; readonly set: CharacterSet }
  | { readonly type: 'assertion'; readonly assertion: Assertion }
  | { readonly type: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly type: 'choice'; readonly items: readonly RegexNode[] }
  | { readonly type: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number };

/** What is true of a place between characters. */
export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'noWordBoundary';

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

const MAX_REPEAT = 1000;
const MAX_NESTING = 64;
const SIMPLE_ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'textStart',
  z: 'textEnd',
  b: 'wordBoundary',
  B: 'noWordBoundary',
};
const DEFAULT_FLAGS: Flags = { ignoreCase: false, multiline: false, dotAll: true };

/**
 * The tree of a regular expression.
 *
 * @throws RegexSyntaxError if RE2 would not take it
 */
export function parseRegex(source: string): RegexNode {
  const reader = new RegexReader(source);
  const node = parseChoice(reader, DEFAULT_FLAGS, 0);
  if (!reader.atEnd) reader.fail(') without (', 'balanced parentheses');
  assertRepeatsAreSmall(node, reader);
  return node;
}

function parseChoice(reader: RegexReader, outer: Flags, depth: number): RegexNode {
  if (depth > MAX_NESTING) reader.fail('deeper nesting', `at most ${MAX_NESTING} groups within each other`);
  let flags = outer;
  const choices: RegexNode[][] = [[]];
  while (!reader.atEnd && reader.next !== ')') {
    if (reader.eat('|')) {
      choices.push([]);
      continue;
    }
    const changed = parseFlagChange(reader, flags);
    if (changed === undefined) choices.at(-1)!.push(parseRepeat(reader, parseAtom(reader, flags, depth)));
    else flags = changed;
  }
  const items = choices.map((sequence): RegexNode => ({ type: 'sequence', items: sequence }));
  return items.length === 1 ? items[0] : { type: 'choice', items };
}

/** `(?i)`: flags for the rest of the group. */
function parseFlagChange(reader: RegexReader, flags: Flags): Flags | undefined {
  const [whole, letters] = reader.match(/\(\?([a-zA-Z-]+)\)/y) ?? [];
  if (whole === undefined) return undefined;
  reader.skip(whole.length);
  return applyFlags(reader, flags, letters);
}

function applyFlags(reader: RegexReader, flags: Flags, letters: string): Flags {
  if (!/^[imsU]*(-[imsU]+)?$/.test(letters)) reader.fail(`the flags ${letters}`, 'some of i, m, s, U');
  const [on, off = ''] = letters.split('-');
  const decide = (letter: string, before: boolean): boolean => (before || on.includes(letter)) && !off.includes(letter);
  return {
    ignoreCase: decide('i', flags.ignoreCase),
    multiline: decide('m', flags.multiline),
    dotAll: decide('s', flags.dotAll),
  };
}

function parseAtom(reader: RegexReader, flags: Flags, depth: number): RegexNode {
  if (reader.next === '(') return parseGroup(reader, flags, depth);
  if (reader.next === '[') return { type: 'set', set: parseClass(reader, foldOf(flags)) };
  if (reader.next === '\\') return parseEscape(reader, flags);
  if (reader.next === '*' || reader.next === '+' || reader.next === '?')
    reader.fail(`${reader.next} with nothing before it`, 'something to repeat');
  const character = reader.take();
  if (character === '.') return { type: 'set', set: flags.dotAll ? ANY_CHARACTER : ANY_BUT_LINE_BREAK };
  if (character === '^') return { type: 'assertion', assertion: flags.multiline ? 'lineStart' : 'textStart' };
  if (character === '$') return { type: 'assertion', assertion: flags.multiline ? 'lineEnd' : 'textEnd' };
  return toSet(single(character.codePointAt(0)!), flags);
}

function parseGroup(reader: RegexReader, flags: Flags, depth: number): RegexNode {
  refuseLookaround(reader);
  const [prefix, letters = ''] = reader.match(/\((?:\?(?:P?<[A-Za-z_]\w*>|([a-zA-Z-]*):))?/y)!;
  reader.skip(prefix.length);
  if (prefix === '(' && reader.next === '?') reader.fail('(?', 'a group that RE2 has: (…), (?:…), (?P<name>…), (?i:…)');
  const inner = parseChoice(reader, applyFlags(reader, flags, letters), depth + 1);
  if (!reader.eat(')')) reader.fail('( without )', 'balanced parentheses');
  return inner;
}

function refuseLookaround(reader: RegexReader): void {
  const [construct] = reader.match(/\(\?(?:<?[=!]|>)/y) ?? [];
  if (construct === undefined) return;
  const name = construct === '(?>' ? 'an atomic group' : 'lookaround';
  reader.fail(`${name} ${construct}`, 'a regular expression without it (RE2)');
}

function parseEscape(reader: RegexReader, flags: Flags): RegexNode {
  const [quoted, content] = reader.match(/\\Q([\s\S]*?)(?:\\E|$)/y) ?? [];
  if (quoted !== undefined) {
    reader.skip(quoted.length);
    return { type: 'sequence', items: Array.from(content, (one) => toSet(single(one.codePointAt(0)!), flags)) };
  }
  const letter = reader.peek(1);
  const assertion = Object.hasOwn(SIMPLE_ASSERTIONS, letter) ? SIMPLE_ASSERTIONS[letter] : undefined;
  if (assertion !== undefined) {
    reader.skip(2);
    return { type: 'assertion', assertion };
  }
  const named = parseNamedClass(reader);
  if (named !== undefined) return { type: 'set', set: resolve(named, foldOf(flags)) };
  return toSet(single(parseCharacterEscape(reader)), flags);
}

function parseRepeat(reader: RegexReader, item: RegexNode): RegexNode {
  const bounds = readRepeat(reader);
  if (bounds === undefined) return item;
  reader.eat('?');
  const before = reader.offset;
  if (readRepeat(reader) !== undefined)
    reader.fail(reader.source.slice(before, reader.offset), 'only one repetition of the same thing');
  return { type: 'repeat', item, min: bounds[0], max: bounds[1] };
}

function readRepeat(reader: RegexReader): readonly [number, number] | undefined {
  if (reader.eat('*')) return [0, Infinity];
  if (reader.eat('+')) return [1, Infinity];
  if (reader.eat('?')) return [0, 1];
  const [whole, low, comma, high] = reader.match(/\{([0-9]+)(,?)([0-9]*)\}/y) ?? [];
  // `{` that counts nothing is an ordinary character.
  if (whole === undefined || (comma === '' && high !== '')) return undefined;
  reader.skip(whole.length);
  const min = Number(low);
  const max = high === '' ? (comma === '' ? min : Infinity) : Number(high);
  const largest = Number.isFinite(max) ? max : min;
  if (min > max || Math.max(min, largest) > MAX_REPEAT)
    reader.fail(`the repetition ${whole}`, `ascending counts up to ${MAX_REPEAT}`);
  return [min, max];
}

function assertRepeatsAreSmall(node: RegexNode, reader: RegexReader, outer = 1): void {
  if (node.type === 'sequence' || node.type === 'choice') {
    for (const item of node.items) assertRepeatsAreSmall(item, reader, outer);
    return;
  }
  if (node.type !== 'repeat') return;
  const count = outer * Math.max(1, Number.isFinite(node.max) ? node.max : node.min);
  if (count > MAX_REPEAT) reader.fail('repetitions within each other', `at most ${MAX_REPEAT} copies`);
  assertRepeatsAreSmall(node.item, reader, count);
}

function toSet(set: CharacterSet, flags: Flags): RegexNode {
  return { type: 'set', set: foldOf(flags)(set) };
}

function foldOf(flags: Flags): Fold {
  return flags.ignoreCase ? ignoreCase : (set) => set;
}
