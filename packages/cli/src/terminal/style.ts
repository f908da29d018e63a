/** Ways to set text off. Each returns its text, with or without escape sequences. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly good: (text: string) => string;
  /** A colour that is the same for the same name, and never the colour of errors. */
  readonly named: (name: string, text: string) => string;
}

type Paint = (text: string) => string;

const plain: Paint = (text) => text;

const escape =
  (start: string, end: string): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${start}m${text}\u001b[${end}m`;

/** Colours that differ on light and on dark ground, for most kinds of colour blindness too. */
const NAMED = ['34', '36', '35', '33', '32', '94', '96', '95', '93', '92'].map((code) => escape(code, '39'));

/** Creates the style of an output. */
export function createStyle(withColor: boolean): Style {
  if (!withColor)
    return { bold: plain, dim: plain, error: plain, warning: plain, good: plain, named: (_name, text) => text };
  const names = new Map<string, Paint>();
  return {
    bold: escape('1', '22'),
    dim: escape('2', '22'),
    error: escape('31', '39'),
    warning: escape('33', '39'),
    good: escape('32', '39'),
    named(name, text) {
      if (!names.has(name)) names.set(name, NAMED[names.size % NAMED.length]);
      return names.get(name)!(text);
    },
  };
}
