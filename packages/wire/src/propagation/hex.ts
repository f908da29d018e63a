// Ids travel as lower-case hex text and live in memory as signed 32-bit words, most significant first: V8 keeps those
// inside the object, where text, bytes or big integers would cost an allocation per id.

/** A trace id (128 bits) and a span id (64 bits) as signed 32-bit words, most significant first. */
export interface TraceIdentity {
  readonly traceWord0: number;
  readonly traceWord1: number;
  readonly traceWord2: number;
  readonly traceWord3: number;
  readonly spanWord0: number;
  readonly spanWord1: number;
}

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const NOT_A_DIGIT = 0x80;
const digitOfCode = new Uint8Array(128).fill(NOT_A_DIGIT);
for (let digit = 0; digit < 16; digit++) digitOfCode[DIGITS[digit]] = digit;

/**
 * Parses the 8 lower-case hex digits at `offset` to a signed 32-bit word.
 *
 * @returns the word, or `NaN` when one of the 8 characters is missing or is not a lower-case hex digit.
 */
export function parseHexWord(text: string, offset: number): number {
  let word = 0;
  let seen = 0;
  for (let index = offset; index < offset + 8; index++) {
    const code = text.charCodeAt(index);
    const digit = digitOfCode[code & 0x7f];
    seen |= digit | (code & 0xff80);
    word = (word << 4) | digit;
  }
  return seen < NOT_A_DIGIT ? word : Number.NaN;
}

/** Parses the 2 lower-case hex digits at `offset` to a byte, or `NaN` as `parseHexWord` does. */
export function parseHexByte(text: string, offset: number): number {
  const high = text.charCodeAt(offset);
  const low = text.charCodeAt(offset + 1);
  const seen = digitOfCode[high & 0x7f] | digitOfCode[low & 0x7f] | ((high | low) & 0xff80);
  return seen < NOT_A_DIGIT ? (digitOfCode[high & 0x7f] << 4) | digitOfCode[low & 0x7f] : Number.NaN;
}

/** Appends a word as 8 lower-case hex digits in ASCII. */
export function appendHexWord(bytes: Uint8Array, pos: number, word: number): number {
  bytes[pos] = DIGITS[word >>> 28];
  bytes[pos + 1] = DIGITS[(word >>> 24) & 15];
  bytes[pos + 2] = DIGITS[(word >>> 20) & 15];
  bytes[pos + 3] = DIGITS[(word >>> 16) & 15];
  bytes[pos + 4] = DIGITS[(word >>> 12) & 15];
  bytes[pos + 5] = DIGITS[(word >>> 8) & 15];
  bytes[pos + 6] = DIGITS[(word >>> 4) & 15];
  bytes[pos + 7] = DIGITS[word & 15];
  return pos + 8;
}

/** Appends a byte as 2 lower-case hex digits in ASCII. */
export function appendHexByte(bytes: Uint8Array, pos: number, byte: number): number {
  bytes[pos] = DIGITS[(byte >>> 4) & 15];
  bytes[pos + 1] = DIGITS[byte & 15];
  return pos + 2;
}

// Texts are made from bytes: one flat string, where joining pairs of digits leaves a tree of ten times the size.
const scratch = Buffer.alloc(32);

/** Formats the trace id as 32 lower-case hex digits. */
export function formatTraceId(ids: TraceIdentity): string {
  let pos = appendHexWord(scratch, 0, ids.traceWord0);
  pos = appendHexWord(scratch, pos, ids.traceWord1);
  pos = appendHexWord(scratch, pos, ids.traceWord2);
  return scratch.toString('latin1', 0, appendHexWord(scratch, pos, ids.traceWord3));
}

/** Formats the two words of a span id as 16 lower-case hex digits. */
export function formatSpanId(word0: number, word1: number): string {
  return scratch.toString('latin1', 0, appendHexWord(scratch, appendHexWord(scratch, 0, word0), word1));
}
