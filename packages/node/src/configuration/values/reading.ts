import { describeValue } from './describe-value.ts';

/** What came of reading a value. Both may be there: of a list, the usable part and what is wrong with the rest. */
export interface Reading {
  /** Undefined if nothing of it can be used. */
  readonly value: unknown;
  /** "got X, need Y". */
  readonly problem?: string;
}

/** One kind of option value: how it reads from a variable's text and from a value in code. */
export interface ValueType {
  /** For the reference page. */
  readonly name: string;
  /** `text` is trimmed and not empty. Absent if the option has no variable. */
  readonly parse?: (text: string) => Reading;
  readonly check: (value: unknown) => Reading;
  /** Key by key, the weaker source shows through the stronger. */
  readonly merges?: true;
  /** The variable says the opposite of the option. */
  readonly isNegated?: true;
}

/** A reading of nothing usable. */
export function unusable(value: unknown, need: string): Reading {
  return { value: undefined, problem: `got ${describeValue(value)}, need ${need}` };
}
