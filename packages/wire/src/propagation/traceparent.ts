// The `traceparent` header of W3C Trace Context Level 2, https://www.w3.org/TR/trace-context-2/#traceparent-header
//   00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03
//   0  3                                36               53
//   version  trace id                   parent id        flags
import { appendHexByte, appendHexWord, parseHexByte, parseHexWord } from './hex.ts';
import type { TraceIdentity } from './hex.ts';

/** The caller may have recorded its span. */
export const FLAG_SAMPLED = 0x01;

/** The right-most 7 bytes of the trace id are random. */
export const FLAG_RANDOM = 0x02;

const KNOWN_FLAGS = FLAG_SAMPLED | FLAG_RANDOM;
const TRACEPARENT_LENGTH = 55;
const FORBIDDEN_VERSION = 0xff;
const DASH = 0x2d;

/** Ids and flags of a span in another process. */
export interface RemoteParent extends TraceIdentity {
  /** `FLAG_SAMPLED` and `FLAG_RANDOM`; bits that Level 2 does not know are cleared, as it demands. */
  readonly flags: number;
}

/**
 * Parses a `traceparent` header (W3C Trace Context Level 2, section 3.2).
 *
 * Version 00 must have exactly 55 characters; a later version may go on behind the flags with a dash.
 *
 * @returns ids as signed 32-bit words, or `undefined` for anything malformed: wrong length, version ff, upper-case hex,
 *   an id of zeros, a wrong delimiter.
 * @example
 * parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')?.flags; // 1
 */
export function parseTraceparent(text: string): RemoteParent | undefined {
  if (text.length < TRACEPARENT_LENGTH || !hasFrame(text)) return undefined;
  const traceWord0 = parseHexWord(text, 3);
  const traceWord1 = parseHexWord(text, 11);
  const traceWord2 = parseHexWord(text, 19);
  const traceWord3 = parseHexWord(text, 27);
  const spanWord0 = parseHexWord(text, 36);
  const spanWord1 = parseHexWord(text, 44);
  const flags = parseHexByte(text, 53);
  // One NaN makes the sum NaN; as an integer NaN is 0, hence the order of the two checks.
  if (Number.isNaN(traceWord0 + traceWord1 + traceWord2 + traceWord3 + spanWord0 + spanWord1 + flags)) return undefined;
  if ((traceWord0 | traceWord1 | traceWord2 | traceWord3) === 0 || (spanWord0 | spanWord1) === 0) return undefined;
  return {
    traceWord0: traceWord0 | 0,
    traceWord1: traceWord1 | 0,
    traceWord2: traceWord2 | 0,
    traceWord3: traceWord3 | 0,
    spanWord0: spanWord0 | 0,
    spanWord1: spanWord1 | 0,
    flags: flags & KNOWN_FLAGS,
  };
}

/** Checks the version, the dashes, and what may follow the flags. */
function hasFrame(text: string): boolean {
  if (text.charCodeAt(2) !== DASH || text.charCodeAt(35) !== DASH || text.charCodeAt(52) !== DASH) return false;
  const version = parseHexByte(text, 0);
  if (Number.isNaN(version) || version === FORBIDDEN_VERSION) return false;
  if (text.length === TRACEPARENT_LENGTH) return true;
  return version !== 0 && text.charCodeAt(TRACEPARENT_LENGTH) === DASH;
}

const header = Buffer.from('00-00000000000000000000000000000000-0000000000000000-00', 'latin1');

/**
 * Formats a `traceparent` header of version 00.
 *
 * @param flags - `FLAG_SAMPLED` and `FLAG_RANDOM`; other bits are written as zero.
 */
export function formatTraceparent(ids: TraceIdentity, flags: number): string {
  appendHexWord(header, 3, ids.traceWord0);
  appendHexWord(header, 11, ids.traceWord1);
  appendHexWord(header, 19, ids.traceWord2);
  appendHexWord(header, 27, ids.traceWord3);
  appendHexWord(header, 36, ids.spanWord0);
  appendHexWord(header, 44, ids.spanWord1);
  appendHexByte(header, 53, flags & KNOWN_FLAGS);
  return header.toString('latin1', 0, TRACEPARENT_LENGTH);
}
