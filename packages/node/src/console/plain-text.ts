// Names, messages and values come from anywhere: nothing in them may reach the terminal as a command.

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;
const COMBINING = /\p{M}/u;
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x1b': '\\e' };

/** `text` with every control and formatting character spelled out, cut off after so many columns. */
export function plainText(text: string, maxColumns: number): string {
  // A character has at most two code units, and takes a column as a rule: beyond, nothing can fit.
  const start = text.length > 4 * maxColumns + 4 ? text.slice(0, 4 * maxColumns + 4) : text;
  return cut(start.replace(UNSAFE, spellOut), maxColumns);
}

function cut(plain: string, maxColumns: number): string {
  if (widthOf(plain) <= maxColumns) return plain;
  let width = 0;
  let end = 0;
  for (const character of plain) {
    width += widthOf(character);
    if (width > maxColumns - 1) break;
    end += character.length;
  }
  return `${plain.slice(0, end)}…`;
}

function spellOut(character: string): string {
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  return ESCAPES[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

/** Columns that plain text takes on a terminal. */
export function widthOf(plain: string): number {
  let width = 0;
  for (const character of plain) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** `padEnd` by columns. */
export function padColumns(plain: string, columns: number): string {
  return plain + ' '.repeat(Math.max(0, columns - widthOf(plain)));
}
