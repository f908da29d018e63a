import { randomFillSync } from 'node:crypto';

/** W3C `sampled` flag. */
export const SAMPLED_FLAG = 0x01;
/** W3C Trace Context Level 2 `random` flag: the trace id's last 7 bytes are random. */
export const RANDOM_FLAG = 0x02;

/**
 * A span's identity as 32-bit integers, most significant word first. Spans, remote parents and non-recording spans all
 * have it, so that a child is made from any of them by copying six numbers. Hex text exists only where somebody asks.
 */
export interface SpanIdentity {
  readonly traceWord0: number;
  readonly traceWord1: number;
  readonly traceWord2: number;
  readonly traceWord3: number;
  readonly spanWord0: number;
  readonly spanWord1: number;
  /** W3C trace flags. */
  readonly traceFlags: number;
  /** The `tracestate` text, `''` for none. */
  readonly traceStateText: string;
  /** True for a parent in another process. */
  readonly isRemote: boolean;
}

const BLOCK_WORDS = 1024;
const block = new Int32Array(BLOCK_WORDS);
let used = BLOCK_WORDS;

/** A random signed 32-bit integer, from a block that the system's generator fills 4 KiB at a time. */
export function randomWord(): number {
  if (used === BLOCK_WORDS) {
    randomFillSync(block);
    used = 0;
  }
  return block[used++];
}

/** A random word that is not 0, for ids where all zeros would be invalid. */
export function randomNonZeroWord(): number {
  for (;;) {
    const word = randomWord();
    if (word !== 0) return word;
  }
}
