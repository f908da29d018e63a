/** What is wrong with a regular expression. */
export class RegexSyntaxError extends Error {
  readonly got: string;
  readonly need: string;

  constructor(got: string, need: string) {
    super(`cannot read the regular expression: got ${got}, need ${need}`);
    this.name = 'RegexSyntaxError';
    this.got = got;
    this.need = need;
  }
}

/** A place in the text of a regular expression. Characters are code points. */
export class RegexReader {
  readonly source: string;
  offset = 0;

  constructor(source: string) {
    this.source = source;
  }

  get atEnd(): boolean {
    return this.offset >= this.source.length;
  }

  /** The next UTF-16 unit, empty at the end. */
  get next(): string {
    return this.peek(0);
  }

  /** A later UTF-16 unit, empty behind the end. */
  peek(ahead: number): string {
    return this.source.charAt(this.offset + ahead);
  }

  /** Takes this text, if it is next. */
  eat(expected: string): boolean {
    if (!this.source.startsWith(expected, this.offset)) return false;
    this.offset += expected.length;
    return true;
  }

  /** Takes the next character. Not at the end. */
  take(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.offset)!);
    this.offset += character.length;
    return character;
  }

  skip(length: number): void {
    this.offset += length;
  }

  /** What a sticky pattern finds here; nothing is taken. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.offset;
    return sticky.exec(this.source);
  }

  fail(got: string, need: string): never {
    throw new RegexSyntaxError(got, need);
  }
}
