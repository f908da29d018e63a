import { columnsOf } from './text.ts';
import { wrapText } from './wrap-text.ts';

/** Widest line of a help text. */
const WIDTH = 80;

/**
 * The end of a help text: commands with what they do, side by side where they fit into 80 columns.
 *
 * @param lines - what each command does.
 * @param note - a paragraph below them.
 */
export function examples(lines: Readonly<Record<string, string>>, note = ''): string {
  const widest = Math.max(...Object.keys(lines).map(columnsOf));
  const isNarrow = Object.values(lines).some((what) => widest + columnsOf(what) + 4 > WIDTH);
  const rows = Object.entries(lines).map(([command, what]) =>
    isNarrow ? `  # ${what}\n  ${command}` : `  ${command.padEnd(widest)}  ${what}`,
  );
  const paragraph = note === '' ? '' : `\n\n${wrapText(note, WIDTH).join('\n')}`;
  return `\nExamples:\n${rows.join('\n')}${paragraph}`;
}
