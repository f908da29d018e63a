// From header texts to a context. Whatever is missing or malformed is left out; nothing here throws.
import type { Context } from '@opentelemetry/api';
import { parseBaggage, parseTraceparent, parseTraceState, type RemoteParent } from '@throughline/wire';
import { createBaggage } from '../context/baggage.ts';
import { withBaggage, withSpan } from '../context/context.ts';
import { NonRecordingSpan } from '../trace/non-recording-span.ts';

/** The parent that a `traceparent` and a `tracestate` header name. */
export function parseRemoteParent(traceparent: string, tracestate: string | undefined): NonRecordingSpan | undefined {
  const parent = parseTraceparent(traceparent);
  if (parent === undefined) return undefined;
  const traceStateText = tracestate === undefined || tracestate === '' ? '' : normalizeTraceState(tracestate);
  return createRemoteSpan(parent, parent.flags, traceStateText);
}

/** A non-recording span for ids that came over the wire. */
export function createRemoteSpan(
  ids: Omit<RemoteParent, 'flags'>,
  flags: number,
  traceStateText: string,
): NonRecordingSpan {
  return new NonRecordingSpan({
    traceWord0: ids.traceWord0,
    traceWord1: ids.traceWord1,
    traceWord2: ids.traceWord2,
    traceWord3: ids.traceWord3,
    spanWord0: ids.spanWord0,
    spanWord1: ids.spanWord1,
    traceFlags: flags,
    traceStateText,
    isRemote: true,
  });
}

/** `context` with the baggage of a header, if there is any. */
export function withParsedBaggage(context: Context, text: string): Context {
  const { entries } = parseBaggage(text);
  return entries.size === 0 ? context : withBaggage(context, createBaggage(entries));
}

/** `context` with the remote parent of a `traceparent`, if it is valid. */
export function withParsedParent(context: Context, traceparent: string, tracestate: string | undefined): Context {
  const parent = parseRemoteParent(traceparent, tracestate);
  return parent === undefined ? context : withSpan(context, parent);
}

function normalizeTraceState(text: string): string {
  return parseTraceState(text)?.serialize() ?? '';
}
