import { flow } from './text.ts';

/** Breaks text into lines of at most so many columns, at blanks; a longer word has a line of its own. */
export function wrapText(text: string, columns: number): string[] {
  return flow(text.split(' '), ' ', columns);
}
