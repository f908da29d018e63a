import stringWidth from 'string-width';

// Everything that a terminal could take for a command, or that would let text pretend to be other text: control characters,
// invisible ones, and those that change the direction of writing.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text of a span, made harmless for a terminal: each control character as a visible one. */
export function harmless(text: string): string {
  return text.replaceAll(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}

/** Cuts or fills text to exactly so many columns of the terminal. */
export function fit(text: string, columns: number): string {
  const cut = truncate(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - stringWidth(cut)));
}

/** Cuts text to at most so many columns, with `…` where something is missing. */
export function truncate(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let cut = '';
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Joins parts, on as many lines as they need to fit into so many columns. Parts may be coloured; none is broken. */
export function flow(parts: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const joined = `${line}${separator}${part}`;
    if (line === undefined || columnsOf(joined) > columns) lines.push(part);
    else lines[lines.length - 1] = joined;
  }
  return lines;
}

/** Columns that text takes in a terminal; colours take none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}
