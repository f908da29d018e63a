// Sets of characters as RE2 has them.

/** Whether a code point is in the set. */
export type CharacterSet = (codePoint: number) => boolean;

// Pairs of first and last character.
const PERL_CLASSES: Readonly<Record<string, string>> = { d: '09', s: '\t\n\f\r  ', w: '09AZ__az' };
const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: '09AZaz',
  alpha: 'AZaz',
  ascii: '\0\x7f',
  blank: '\t\t  ',
  cntrl: '\0\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '\t\r  ',
  upper: 'AZ',
  word: '09AZ__az',
  xdigit: '09AFaf',
};

/** Any character, or any but a line break. */
export const ANY_CHARACTER: CharacterSet = () => true;
export const ANY_BUT_LINE_BREAK: CharacterSet = (codePoint) => codePoint !== 0x0a;

/** One character. */
export function single(expected: number): CharacterSet {
  return (codePoint) => codePoint === expected;
}

/** From one character to another, both included. */
export function range(first: number, last: number): CharacterSet {
  return (codePoint) => codePoint >= first && codePoint <= last;
}

/** What is in one of the sets. */
export function union(sets: readonly CharacterSet[]): CharacterSet {
  return (codePoint) => sets.some((set) => set(codePoint));
}

/** What is not in the set. */
export function complement(set: CharacterSet): CharacterSet {
  return (codePoint) => !set(codePoint);
}

/** The set, whatever the case of a letter. */
export function ignoreCase(set: CharacterSet): CharacterSet {
  return (codePoint) => {
    if (set(codePoint)) return true;
    const text = String.fromCodePoint(codePoint);
    return [text.toLowerCase(), text.toUpperCase()].some(
      (variant) => [...variant].length === 1 && set(variant.codePointAt(0)!),
    );
  };
}

/** `\d`, `\s`, `\w` and their upper-case opposites. */
export function findPerlClass(letter: string): CharacterSet | undefined {
  const pairs = PERL_CLASSES[letter.toLowerCase()];
  if (pairs === undefined) return undefined;
  const set = fromPairs(pairs);
  return letter === letter.toLowerCase() ? set : complement(set);
}

/** The set of `[:name:]` or `[:^name:]`. */
export function findPosixClass(name: string): CharacterSet | undefined {
  const pairs = POSIX_CLASSES[name.replace(/^\^/, '')];
  if (pairs === undefined) return undefined;
  return name.startsWith('^') ? complement(fromPairs(pairs)) : fromPairs(pairs);
}

/** The set of `\p{name}`: a general category by its one or two letters, or a script. */
export function findUnicodeClass(name: string): CharacterSet | undefined {
  const isCategory = /^[A-Z][a-z]?$/.test(name);
  if (!isCategory && !/^[A-Z][A-Za-z_]{2,}$/.test(name)) return undefined;
  try {
    const pattern = new RegExp(`^\\p{${isCategory ? name : `Script=${name}`}}$`, 'u');
    return (codePoint) => pattern.test(String.fromCodePoint(codePoint));
  } catch {
    return undefined;
  }
}

function fromPairs(pairs: string): CharacterSet {
  const ranges: CharacterSet[] = [];
  for (let index = 0; index < pairs.length; index += 2)
    ranges.push(range(pairs.charCodeAt(index), pairs.charCodeAt(index + 1)));
  return union(ranges);
}
