// What a log line says about the active span, with the names of the specification (compatibility/logging_trace_context).
import { appendHexByte, appendHexWord, formatSpanId, formatTraceId } from '@throughline/wire';
import { getSpan } from '../context/context.ts';
import { activeContext } from '../context/context-manager.ts';
import type { SpanIdentity } from '../trace/identity.ts';
import { toIdentity } from '../trace/tracer.ts';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const FLAGS_DIGITS = 2;

/** The identity of the active span, sampled or not; `undefined` outside of any. */
export function activeIdentity(): SpanIdentity | undefined {
  const span = getSpan(activeContext());
  return span === undefined ? undefined : toIdentity(span);
}

/** The fields of a structured line. */
export interface TraceFields {
  readonly trace_id: string;
  readonly span_id: string;
  /** Two hex digits, as in `traceparent`. */
  readonly trace_flags: string;
}

export function createTraceFields(identity: SpanIdentity): TraceFields {
  return {
    trace_id: formatTraceId(identity),
    span_id: formatSpanId(identity.spanWord0, identity.spanWord1),
    trace_flags: identity.traceFlags.toString(16).padStart(FLAGS_DIGITS, '0'),
  };
}

/** A text with the ids of a span in it. Its bytes are kept, so that a stamp costs one copy. */
export class LogStamp {
  readonly #bytes: Buffer;
  readonly #traceIdAt: number;
  readonly #spanIdAt: number;
  readonly #flagsAt: number;
  #last: SpanIdentity | undefined;
  #lastText = '';

  /** @param parts - what stands before the trace id, the span id, the flags, and behind them. ASCII. */
  constructor([beforeTraceId, beforeSpanId, beforeFlags, after]: readonly [string, string, string, string]) {
    this.#traceIdAt = beforeTraceId.length;
    this.#spanIdAt = this.#traceIdAt + TRACE_ID_DIGITS + beforeSpanId.length;
    this.#flagsAt = this.#spanIdAt + SPAN_ID_DIGITS + beforeFlags.length;
    const room = (digits: number): string => '0'.repeat(digits);
    this.#bytes = Buffer.from(
      beforeTraceId +
        room(TRACE_ID_DIGITS) +
        beforeSpanId +
        room(SPAN_ID_DIGITS) +
        beforeFlags +
        room(FLAGS_DIGITS) +
        after,
      'latin1',
    );
  }

  format(identity: SpanIdentity): string {
    // Fast path: one more line of the same span.
    if (identity === this.#last) return this.#lastText;
    const bytes = this.#bytes;
    let pos = appendHexWord(bytes, this.#traceIdAt, identity.traceWord0);
    pos = appendHexWord(bytes, pos, identity.traceWord1);
    pos = appendHexWord(bytes, pos, identity.traceWord2);
    appendHexWord(bytes, pos, identity.traceWord3);
    pos = appendHexWord(bytes, this.#spanIdAt, identity.spanWord0);
    appendHexWord(bytes, pos, identity.spanWord1);
    appendHexByte(bytes, this.#flagsAt, identity.traceFlags);
    this.#last = identity;
    this.#lastText = bytes.toString('latin1');
    return this.#lastText;
  }
}
