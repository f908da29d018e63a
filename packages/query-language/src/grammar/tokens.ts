// Words, quoted texts and keywords. What a word may contain depends on where it stands: `=` ends a field but not a value,
// `in` is a keyword only after a field. So the tokenizer asks the parser what it can take.
import { ExternalTokenizer, type InputStream, type Stack } from '@lezer/lr';
import {
  And,
  Between,
  By,
  Contains,
  Exists,
  FunctionName,
  HavingKeyword,
  In,
  Like,
  Not,
  NotOperator,
  Or,
  Text,
  ValueText,
  ValueWord,
  Word,
} from './query-terms.ts';

/** Reads every token that is not punctuation or an operator. */
export const words = new ExternalTokenizer(readToken, { contextual: true });

/** Keywords everywhere, in any case of letters; as a value, a field or text they are quoted. */
const RESERVED: ReadonlyMap<string, number> = new Map([
  ['and', And],
  ['or', Or],
  ['not', Not],
]);

/** Keywords only where the parser can take them. */
const CONTEXTUAL: ReadonlyMap<string, number> = new Map([
  ['in', In],
  ['exists', Exists],
  ['contains', Contains],
  ['like', Like],
  ['ilike', Like],
  ['between', Between],
  ['by', By],
  ['having', HavingKeyword],
]);

const NEGATABLE: ReadonlySet<number> = new Set([In, Exists, Contains, Like, Between]);
const MAX_KEYWORD_LENGTH = 8;

const END = -1;
const BACKSLASH = code('\\');
const DOT = code('.');
const AMPERSAND = code('&');
const BAR = code('|');
const EXCLAMATION = code('!');
const EQUALS = code('=');
const TILDE = code('~');
const QUOTES = codes(`"'`);
const ENDS_VALUE = codes(`(){},|"'<>`);
const NEVER_STARTS_VALUE = codes('=!~');
const ENDS_WORD = codes(`(){},|"'<>=!~:`);

function readToken(input: InputStream, stack: Stack): void {
  if (input.next === END || isSpace(input.next)) return;
  if (stack.canShift(ValueWord) && acceptValue(input)) return;
  if (QUOTES.has(input.next)) input.acceptToken(Text, quotedEnd(input, 0));
  else if (isPair(input, AMPERSAND)) input.acceptToken(And, 2);
  else if (isPair(input, BAR)) input.acceptToken(Or, 2);
  else if (isExclamation(input)) input.acceptToken(Not, 1);
  else acceptWord(input, stack);
}

function isExclamation(input: InputStream): boolean {
  const after = input.peek(1);
  return input.next === EXCLAMATION && after !== EQUALS && after !== TILDE;
}

function acceptValue(input: InputStream): boolean {
  if (QUOTES.has(input.next)) {
    input.acceptToken(ValueText, quotedEnd(input, 0));
    return true;
  }
  if (NEVER_STARTS_VALUE.has(input.next)) return false;
  const end = valueEnd(input);
  if (end === 0 || RESERVED.has(keywordAt(input, 0, end))) return false;
  input.acceptToken(ValueWord, end);
  return true;
}

function acceptWord(input: InputStream, stack: Stack): void {
  const end = wordEnd(input, 0);
  if (end > 0) input.acceptToken(wordTerm(input, stack, end), end);
}

function wordTerm(input: InputStream, stack: Stack, end: number): number {
  const keyword = keywordAt(input, 0, end);
  const reserved = RESERVED.get(keyword);
  if (reserved === Not && stack.canShift(NotOperator) && isBeforeNegatable(input, end)) return NotOperator;
  if (reserved !== undefined) return reserved;
  const contextual = CONTEXTUAL.get(keyword);
  if (contextual !== undefined && stack.canShift(contextual)) return contextual;
  return stack.canShift(FunctionName) ? FunctionName : Word;
}

/** Whether the next word is one that `NOT` may stand before: `k NOT IN (…)`, but `timeout NOT cached` is two statements. */
function isBeforeNegatable(input: InputStream, offset: number): boolean {
  let start = offset;
  while (isSpace(input.peek(start))) start++;
  const keyword = CONTEXTUAL.get(keywordAt(input, start, wordEnd(input, start)));
  return keyword !== undefined && NEGATABLE.has(keyword);
}

function keywordAt(input: InputStream, start: number, end: number): string {
  if (end - start > MAX_KEYWORD_LENGTH) return '';
  let text = '';
  for (let offset = start; offset < end; offset++) text += String.fromCharCode(input.peek(offset));
  return text.toLowerCase();
}

/** The offset behind a bare value. */
function valueEnd(input: InputStream): number {
  let offset = 0;
  for (;;) {
    const next = input.peek(offset);
    if (next === END || isSpace(next) || ENDS_VALUE.has(next) || isPair(input, AMPERSAND, offset)) return offset;
    offset += escapedLength(input, offset);
  }
}

/** The offset behind a field or a word of free text. A quoted part after a dot belongs to it: `span."my key"`. */
function wordEnd(input: InputStream, start: number): number {
  let offset = start;
  for (;;) {
    const next = input.peek(offset);
    if (QUOTES.has(next) && offset > start && input.peek(offset - 1) === DOT) return quotedEnd(input, offset);
    if (next === END || isSpace(next) || ENDS_WORD.has(next) || isPair(input, AMPERSAND, offset)) return offset;
    offset += escapedLength(input, offset);
  }
}

/** The offset behind the closing quote, or the end of the input. */
function quotedEnd(input: InputStream, start: number): number {
  const quote = input.peek(start);
  for (let offset = start + 1; ; offset += escapedLength(input, offset)) {
    const next = input.peek(offset);
    if (next === END) return offset;
    if (next === quote) return offset + 1;
  }
}

function escapedLength(input: InputStream, offset: number): number {
  return input.peek(offset) === BACKSLASH && input.peek(offset + 1) !== END ? 2 : 1;
}

function isPair(input: InputStream, expected: number, offset = 0): boolean {
  return input.peek(offset) === expected && input.peek(offset + 1) === expected;
}

// What the grammar calls space.
function isSpace(next: number): boolean {
  return next !== END && /[\s\u0085]/.test(String.fromCharCode(next));
}

function code(character: string): number {
  return character.charCodeAt(0);
}

function codes(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, code));
}
