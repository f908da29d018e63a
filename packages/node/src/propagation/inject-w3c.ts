import type { Context, TextMapSetter } from '@opentelemetry/api';
import { formatTraceparent } from '@throughline/wire';
import { getBaggage } from '../context/context.ts';
import type { SpanIdentity } from '../trace/identity.ts';
import { formatBaggageHeader } from './baggage-header.ts';

/** Puts texts on a carrier, in place of what is there. */
export interface CarrierWriter<Carrier> extends TextMapSetter<Carrier> {
  remove(carrier: Carrier, name: string): void;
}

/** W3C trace context of `span` and baggage of `context`: what the standard propagator does, without a context of its own. */
export function injectW3c<Carrier>(
  carrier: Carrier,
  writer: CarrierWriter<Carrier>,
  { span, context }: { span: SpanIdentity; context: Context },
): void {
  writer.set(carrier, 'traceparent', formatTraceparent(span, span.traceFlags));
  // A request that was passed on with its headers may bring the state of another trace.
  if (span.traceStateText === '') writer.remove(carrier, 'tracestate');
  else writer.set(carrier, 'tracestate', span.traceStateText);
  const baggage = getBaggage(context);
  if (baggage === undefined) return;
  const text = formatBaggageHeader(baggage);
  if (text !== '') writer.set(carrier, 'baggage', text);
}
