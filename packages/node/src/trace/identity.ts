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

// xoshiro128**: four words of state, seeded from the engine's own generator, which the system seeds. Ids must be unique, not
// secret; drawing them from `node:crypto` costs as much as the rest of a span, and loading it several milliseconds.
const state = Int32Array.from({ length: 4 }, () => (Math.random() * 0x1_0000_0000) | 0);
// The one state that the generator never leaves.
if (state.every((word) => word === 0)) state[0] = 1;

/** A random signed 32-bit integer. */
export function randomWord(): number {
  const word1 = state[1];
  const scaled = Math.imul(word1, 5);
  const result = Math.imul((scaled << 7) | (scaled >>> 25), 9);
  state[2] ^= state[0];
  state[3] ^= word1;
  state[1] = word1 ^ state[2];
  state[0] ^= state[3];
  state[2] ^= word1 << 9;
  const last = state[3];
  state[3] = (last << 11) | (last >>> 21);
  return result;
}

/** A random word that is not 0, for ids where all zeros would be invalid. */
export function randomNonZeroWord(): number {
  for (;;) {
    const word = randomWord();
    if (word !== 0) return word;
  }
}
