// Takes a statement apart, far enough to tell names from values. Where it is not certain where a value ends, everything from
// there on counts as one broken token: what is not understood must not be shown.
import type { SqlDialect } from './dialect.ts';

export type TokenKind =
  /** White space and comments. */
  | 'gap'
  | 'literal'
  /** `?`, `?1`, `$1`, `:name`, `@name`. */
  | 'parameter'
  /** A keyword or a name without quotes. */
  | 'word'
  /** A name in quotes. */
  | 'quoted'
  /** `"…"` that may be a name or a text. */
  | 'ambiguous'
  | 'punctuation'
  /** The rest of a statement that cannot be read. */
  | 'broken';

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /(?:\d|\.\d)(?:[eE][+-]\d|[\w.\u0080-\uffff])*/y;
const PARAMETER = /\?\d*|[$:@][A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(?:::\w+)*|\$\d+/y;
const SYSTEM_VARIABLE = /@@[\w.]+/y;
const SPACE = /\s+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const CAST = /::/y;
/** After an odd number of backslashes. */
const ESCAPED_QUOTE = /(?<!\\)(?:\\\\)*\\['"]/;

/** Walks over the tokens of one statement. */
export class SqlTokenizer {
  kind: TokenKind = 'gap';
  /** Of the current token. */
  start = 0;
  end = 0;
  readonly #sql: string;
  readonly #dialect: SqlDialect;

  constructor(sql: string, dialect: SqlDialect) {
    this.#sql = sql;
    this.#dialect = dialect;
  }

  /** Goes to the next token. @returns false at the end. */
  next(): boolean {
    this.start = this.end;
    if (this.start >= this.#sql.length) return false;
    this.kind = this.#read();
    return true;
  }

  /** The current token as it is written. */
  get text(): string {
    return this.#sql.slice(this.start, this.end);
  }

  /** The character after the current token. */
  get following(): string {
    return this.#sql.charAt(this.end);
  }

  #read(): TokenKind {
    const character = this.#sql.charAt(this.start);
    if (this.#take(SPACE) || this.#takeComment(character)) return 'gap';
    if (this.kind === 'broken') return 'broken';
    if (this.#take(NUMBER)) return 'literal';
    if (character === "'") return this.#takeText("'", this.#dialect.backslashes === 'maybe');
    if (character === '"') return this.#takeDoubleQuoted();
    if (character === '`' && this.#dialect.backtickNames) return this.#takeName('`');
    if (character === '[' && this.#dialect.bracketNames) return this.#takeBrackets();
    if (character === '$' && this.#dialect.dollarQuotes && this.#take(DOLLAR_TAG)) return this.#takeDollarQuoted();
    if (this.#take(SYSTEM_VARIABLE)) return 'word';
    if (this.#take(CAST)) return 'punctuation';
    if (this.#take(PARAMETER)) return 'parameter';
    if (this.#take(WORD)) return this.#takePrefixed();
    this.end = this.start + 1;
    return 'punctuation';
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.start;
    if (!pattern.test(this.#sql)) return false;
    this.end = pattern.lastIndex;
    return true;
  }

  #takeComment(character: string): boolean {
    const sql = this.#sql;
    const { hashComments } = this.#dialect;
    if (character === '/' && sql.charAt(this.start + 1) === '*') return this.#takeBlockComment();
    const dashes = character === '-' && sql.charAt(this.start + 1) === '-';
    const isLine =
      (character === '#' && hashComments) || (dashes && (!hashComments || !/\S/.test(sql.charAt(this.start + 2))));
    if (!isLine) return false;
    const newline = sql.indexOf('\n', this.start);
    this.end = newline === -1 ? sql.length : newline;
    return true;
  }

  #takeBlockComment(): boolean {
    let at = this.start + 2;
    for (let depth = 1; depth > 0; at += 2) {
      const close = this.#sql.indexOf('*/', at);
      if (close === -1) return this.#breakOff() === 'gap';
      const open = this.#dialect.nestedComments ? this.#sql.indexOf('/*', at) : -1;
      const opens = open !== -1 && open < close;
      depth += opens ? 1 : -1;
      at = opens ? open : close;
    }
    this.end = at;
    return true;
  }

  /** A word right before a quote says what kind of text it is: `E'…'`, `x'…'`, `_utf8'…'`. */
  #takePrefixed(): TokenKind {
    if (this.following !== "'") {
      // U&'…'
      if (this.following !== '&' || this.#sql.charAt(this.end + 1) !== "'" || !/^u$/i.test(this.text)) return 'word';
      this.end++;
    }
    const { backslashes } = this.#dialect;
    const escapes = backslashes === 'in E-strings' && /^e$/i.test(this.text);
    return this.#takeText("'", backslashes === 'maybe', escapes);
  }

  #takeDoubleQuoted(): TokenKind {
    const { doubleQuotedText, backslashes } = this.#dialect;
    if (doubleQuotedText === 'always') return this.#takeText('"', backslashes === 'maybe');
    const kind = this.#takeName('"');
    return kind === 'quoted' && doubleQuotedText === 'by position' ? 'ambiguous' : kind;
  }

  #takeName(quote: string): TokenKind {
    return this.#takeQuoted(quote, this.start + 1, false) ? 'quoted' : this.#breakOff();
  }

  #takeBrackets(): TokenKind {
    const close = this.#sql.indexOf(']', this.start);
    if (close === -1) return this.#breakOff();
    this.end = close + 1;
    return 'quoted';
  }

  /** @param escapes - whether a backslash certainly makes the next character part of the text. */
  #takeText(quote: string, uncertain: boolean, escapes = false): TokenKind {
    const from = this.#sql.indexOf(quote, this.start) + 1;
    if (!this.#takeQuoted(quote, from, escapes)) return this.#breakOff();
    // Whether `'a\'` ends here depends on a setting of the server: `standard_conforming_strings`, `NO_BACKSLASH_ESCAPES`.
    const depends = uncertain || (this.#dialect.backslashes === 'in E-strings' && !escapes);
    return depends && ESCAPED_QUOTE.test(this.#sql.slice(from, this.end)) ? this.#breakOff() : 'literal';
  }

  /** Goes behind the closing quote; a doubled one belongs to the text. @returns false if there is none. */
  #takeQuoted(quote: string, from: number, escapes: boolean): boolean {
    const sql = this.#sql;
    for (let at = from; ; at += 2) {
      at = escapes ? findUnescaped(sql, quote, at) : sql.indexOf(quote, at);
      if (at === -1) return false;
      if (sql.charAt(at + 1) === quote) continue;
      this.end = at + 1;
      return true;
    }
  }

  #takeDollarQuoted(): TokenKind {
    const close = this.#sql.indexOf(this.text, this.end);
    if (close === -1) return this.#breakOff();
    this.end = close + this.text.length;
    return 'literal';
  }

  #breakOff(): TokenKind {
    this.end = this.#sql.length;
    this.kind = 'broken';
    return 'broken';
  }
}

function findUnescaped(sql: string, quote: string, from: number): number {
  for (let at = from; at < sql.length; at++) {
    const character = sql.charAt(at);
    if (character === '\\') at++;
    else if (character === quote) return at;
  }
  return -1;
}
