import type { SpanContext } from '@opentelemetry/api';
import { formatSpanId, formatTraceId, parseTraceState } from '@throughline/wire';
import type { SpanIdentity } from './identity.ts';

/** The API's view of an identity: hex ids, flags, and trace state where there is one. */
export function createSpanContext(identity: SpanIdentity): SpanContext {
  const context: SpanContext = {
    traceId: formatTraceId(identity),
    spanId: formatSpanId(identity.spanWord0, identity.spanWord1),
    traceFlags: identity.traceFlags,
  };
  if (identity.isRemote) context.isRemote = true;
  if (identity.traceStateText !== '') context.traceState = parseTraceState(identity.traceStateText);
  return context;
}
