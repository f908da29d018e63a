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
  return (codePoint) => set(codePoint) || variantsOf(codePoint).some(set);
}

/** The other cases of a letter; twice, because the Kelvin sign is a `K` only by way of `k`. */
function variantsOf(codePoint: number): number[] {
  const text = String.fromCodePoint(codePoint);
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
  return [lower, upper, lower.toUpperCase(), upper.toLowerCase()]
    .filter((variant) => Array.from(variant).length === 1)
    .map((variant) => variant.codePointAt(0)!);
}

/** A set, or what is not in it. Letters lose their case before the set is turned round. */
export interface NamedSet {
  readonly set: CharacterSet;
  readonly isNegated: boolean;
}

/** `\d`, `\s`, `\w` and their upper-case opposites. */
export function findPerlClass(letter: string): NamedSet | undefined {
  const name = letter.toLowerCase();
  if (!Object.hasOwn(PERL_CLASSES, name)) return undefined;
  return { set: fromPairs(PERL_CLASSES[name]), isNegated: letter !== name };
}

/** `[:name:]` or `[:^name:]`. */
export function findPosixClass(name: string): NamedSet | undefined {
  const positive = name.replace(/^\^/, '');
  if (!Object.hasOwn(POSIX_CLASSES, positive)) return undefined;
  return { set: fromPairs(POSIX_CLASSES[positive]), isNegated: name !== positive };
}

/** The set of `\p{name}`: a general category by its one or two letters, or a script. */
export function findUnicodeClass(name: string): CharacterSet | undefined {
  if (name === 'Any') return ANY_CHARACTER;
  // RE2 has no class of what is unassigned, and does not count it to the others (C).
  if (name === 'Cn') return undefined;
  if (name === 'C') return (codePoint) => /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(String.fromCodePoint(codePoint));
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
