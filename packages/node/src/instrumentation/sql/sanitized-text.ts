// The text of a statement without its values: each literal becomes `?`, comments go, white space shrinks to one blank, and
// lists that differ only in their length look the same.
import type { TokenKind } from './tokenizer.ts';

/** Longer texts are cut. */
export const MAX_TEXT_LENGTH = 2048;

/** A word after which `-` is a sign, not an operator. */
const OPERAND_END = /^(?:literal|parameter|word|quoted|ambiguous)$/;

/** Where a value may stand: after an operator, and after these words. */
const VALUE_FOLLOWS = /^(?:like|glob|regexp|match|between|then|else|escape|limit|offset|is|default)$/i;
const OPERATOR = /^[=<>!|+*/%~-]$/;
const VALUE_LIST = /^(?:in|values|value)$/i;
const BOOLEAN = /^(?:true|false)$/i;

interface Group {
  /** Index of its `(` among the pieces. */
  readonly start: number;
  /** Of the text up to it. */
  readonly lengthBefore: number;
  /** Nothing but values and commas so far. */
  isPlain: boolean;
  /** What stands in it are values: `IN (…)`, `VALUES (…)`. */
  readonly holdsValues: boolean;
}

/** Collects the sanitized text, token by token. */
export class SanitizedText {
  readonly #pieces: string[] = [];
  readonly #groups: Group[] = [];
  #lastKind: TokenKind = 'gap';
  #lastText = '';
  #hasGap = false;
  /** The last piece is the sign of a number that may follow. */
  #isSign = false;
  #length = 0;
  /** Index behind the last row of values, which the next one may repeat. */
  #rowEnd = -1;

  /** False once the rest would be cut off anyway. */
  get hasRoom(): boolean {
    const group = this.#groups.at(-1);
    // A list of values may still shrink to one.
    return (group?.isPlain === true ? group.lengthBefore : this.#length) <= MAX_TEXT_LENGTH;
  }

  get endsWithEquals(): boolean {
    return this.#lastText === '=';
  }

  /** @param following - the character after the token. */
  add(kind: TokenKind, text: string, following: string): void {
    if (kind === 'gap') {
      this.#hasGap = true;
      return;
    }
    if (this.#isLiteral(kind, text, following)) this.#addValue('?');
    else if (kind === 'parameter') this.#addValue(text);
    else if (text === '(') this.#open();
    else if (text === ')') this.#close();
    else this.#addOther(text);
    this.#lastKind = kind;
    this.#lastText = text;
  }

  toString(): string {
    const text = this.#pieces.join('').trim();
    return text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
  }

  #isLiteral(kind: TokenKind, text: string, following: string): boolean {
    if (kind === 'literal' || kind === 'broken') return true;
    if (kind === 'word') return BOOLEAN.test(text) && following !== '.' && this.#lastText !== '.';
    return kind === 'ambiguous' && this.#isValuePosition(following);
  }

  #isValuePosition(following: string): boolean {
    if (following === '.' || this.#lastText === '.') return false;
    if (OPERATOR.test(this.#lastText) || VALUE_FOLLOWS.test(this.#lastText)) return true;
    return this.#groups.at(-1)?.holdsValues === true;
  }

  /** A sign that belongs to a number goes with it. */
  #addValue(text: string): void {
    if (this.#isSign) {
      const sign = this.#pieces.pop() as string;
      this.#length -= sign.length;
      this.#hasGap = sign.length > 1;
    }
    this.#push(text);
    this.#isSign = false;
  }

  #addOther(text: string): void {
    this.#isSign = (text === '-' || text === '+') && !OPERAND_END.test(this.#lastKind) && this.#lastText !== ')';
    const group = this.#groups.at(-1);
    if (group !== undefined && text !== ',' && !this.#isSign) group.isPlain = false;
    this.#push(text);
  }

  #open(): void {
    this.#isSign = false;
    const outer = this.#groups.at(-1);
    if (outer !== undefined) outer.isPlain = false;
    const isList = VALUE_LIST.test(this.#lastText) || this.#repeatsRow();
    this.#push('(');
    this.#groups.push({
      start: this.#pieces.length - 1,
      lengthBefore: this.#length,
      isPlain: true,
      holdsValues: isList || outer?.holdsValues === true,
    });
  }

  /** Whether this is one more row of `VALUES (…), (…)`. */
  #repeatsRow(): boolean {
    return this.#lastText === ',' && this.#rowEnd !== -1 && this.#rowEnd === this.#pieces.length - 1;
  }

  #close(): void {
    const group = this.#groups.pop();
    const isFull = this.#lastText !== '(';
    this.#push(')');
    if (group === undefined || !group.isPlain || !isFull) return;
    const before = this.#pieces[group.start - 1]?.trim() ?? '';
    if (/^in$/i.test(before)) this.#collapse(group.start + 1, ['?', ')']);
    else if (before === ',' && this.#rowEnd === group.start - 1) this.#collapse(group.start - 1, []);
    else if (!/^values?$/i.test(before)) return;
    this.#rowEnd = this.#pieces.length;
  }

  /** Replaces everything from piece `from` on. */
  #collapse(from: number, pieces: readonly string[]): void {
    for (const piece of this.#pieces.splice(from)) this.#length -= piece.length;
    for (const piece of pieces) this.#push(piece);
  }

  #push(text: string): void {
    const piece = this.#hasGap && this.#pieces.length > 0 ? ` ${text}` : text;
    this.#hasGap = false;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}
