import type { TextRange } from '../ast.ts';
import type { QueryDiagnostic, QueryErrorCode } from '../errors.ts';
import { locate } from './locate.ts';

/** What the author of the query reads about a problem. */
export interface ProblemText {
  /** "cannot <verb> <thing>" */
  readonly cannot: string;
  readonly got: string;
  readonly need: string;
  /** What could stand in the place instead. */
  readonly suggestion?: string;
}

const MAX_PROBLEMS = 20;
const MAX_SHOWN = 60;

/** Collects what is wrong with one query. */
export class Problems {
  readonly text: string;
  readonly #list: QueryDiagnostic[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** Whether further problems are dropped. */
  get isFull(): boolean {
    return this.#list.length >= MAX_PROBLEMS;
  }

  /** Notes a problem. Returns nothing, which is then the value of the part that could not be read. */
  add(code: QueryErrorCode, range: TextRange, { cannot, got, need, suggestion }: ProblemText): undefined {
    if (this.isFull) return;
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    const message = `cannot ${cannot}: got ${got}, need ${need}${hint}`;
    this.#list.push({
      code,
      message,
      position: locate(this.text, range),
      ...(suggestion !== undefined && { suggestion }),
    });
  }

  /** Whether a problem is known that touches this range. */
  touches({ from, to }: TextRange): boolean {
    return this.#list.some(({ position }) => position.from <= to && from <= position.to);
  }

  /** The text of a range as messages show it. */
  quote({ from, to }: TextRange): string {
    const shown = this.text.slice(from, Math.min(to, from + MAX_SHOWN));
    return from === to ? 'nothing' : to - from > MAX_SHOWN ? `${shown}…` : shown;
  }

  /** All problems, by position. */
  toSorted(): QueryDiagnostic[] {
    return this.#list.toSorted((a, b) => a.position.from - b.position.from || a.position.to - b.position.to);
  }
}
