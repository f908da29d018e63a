import type { SpanContext } from '@opentelemetry/api';
import { parseHexWord } from '@throughline/wire';
import type { SpanIdentity } from './identity.ts';

const TRACE_ID_LENGTH = 32;
const SPAN_ID_LENGTH = 16;

/** The identity of a span context made by somebody else, or `undefined` where its ids are not valid. */
export function identityOf(context: SpanContext | undefined): SpanIdentity | undefined {
  if (context?.traceId?.length !== TRACE_ID_LENGTH || context.spanId?.length !== SPAN_ID_LENGTH) return undefined;
  const words = [0, 8, 16, 24].map((offset) => parseHexWord(context.traceId, offset));
  const span = [0, 8].map((offset) => parseHexWord(context.spanId, offset));
  if ([...words, ...span].some((word) => Number.isNaN(word))) return undefined;
  if (words.every(isZero) || span.every(isZero)) return undefined;
  return {
    traceWord0: words[0],
    traceWord1: words[1],
    traceWord2: words[2],
    traceWord3: words[3],
    spanWord0: span[0],
    spanWord1: span[1],
    traceFlags: context.traceFlags,
    traceStateText: serializeTraceState(context),
    isRemote: context.isRemote === true,
  };
}

/** The trace state of a span context as text; `''` also for what only looks like one, as after a way through JSON. */
export function serializeTraceState(context: SpanContext): string {
  return typeof context.traceState?.serialize === 'function' ? context.traceState.serialize() : '';
}

function isZero(word: number): boolean {
  return word === 0;
}
