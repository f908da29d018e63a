import type { Environment } from '../environment.ts';
import { createStyle } from './style.ts';
import type { Style } from './style.ts';

/** Where results go. What is said about them goes to stderr, so that a pipe gets the results alone. */
export interface Output {
  readonly style: Style;
  /** Columns to fill. */
  readonly width: number;
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  write(text: string): void;
  /** An answer for programs. */
  json(value: unknown): void;
  /** One line of progress or advice, on stderr. */
  note(text: string): void;
}

/** Columns where nobody says how many there are: a pipe, a file, CI. */
const DEFAULT_WIDTH = 120;
/** In a narrower terminal lines are broken by it. */
const MIN_WIDTH = 60;

/** The output of this process. */
export function createOutput({ noColor, forceColor, columns }: Environment): Output {
  const isTerminal = process.stdout.isTTY === true;
  return {
    style: createStyle(!noColor && (isTerminal || forceColor)),
    width: Math.max(MIN_WIDTH, process.stdout.columns ?? columns ?? DEFAULT_WIDTH),
    isTerminal,
    write: (text) => void process.stdout.write(text),
    json: (value) => void process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}
