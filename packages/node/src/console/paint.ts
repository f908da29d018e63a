/** Paints text for a terminal; without colours every function returns what it is given. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
}

/** How lines are painted, and how long they may be. */
export interface View {
  readonly paint: Paint;
  readonly width: number;
}

const COLOURED: Paint = {
  bold: (text) => `\x1b[1m${text}\x1b[22m`,
  dim: (text) => `\x1b[2m${text}\x1b[22m`,
  red: (text) => `\x1b[31m${text}\x1b[39m`,
  cyan: (text) => `\x1b[36m${text}\x1b[39m`,
};

const same = (text: string): string => text;
const PLAIN: Paint = { bold: same, dim: same, red: same, cyan: same };

export function choosePaint(color: boolean): Paint {
  return color ? COLOURED : PLAIN;
}
