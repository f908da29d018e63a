const MAX_LENGTH = 300;

/** Foreign text on one line, without anything that a terminal would obey. */
export function oneLine(text: string): string {
  const start = text.slice(0, 4 * MAX_LENGTH);
  const printable = start.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return printable.length <= MAX_LENGTH ? printable : `${printable.slice(0, MAX_LENGTH)}…`;
}
