import type { Context, TextMapGetter } from '@opentelemetry/api';
import { ROOT } from '../context/context.ts';
import { parseRemoteParent, withParsedBaggage } from './remote-context.ts';
import { acceptsBaggage } from './trust-boundary.ts';

/**
 * The W3C trace context and baggage that a carrier holds; the root context where they are missing or malformed. What the
 * standard propagator does, without contexts in between.
 */
export function extractW3c<Carrier>(carrier: Carrier, reader: TextMapGetter<Carrier>): Context {
  const traceparent = join(reader.get(carrier, 'traceparent'));
  const baggage = join(reader.get(carrier, 'baggage'));
  // Fast path: it comes from somebody without a trace.
  if (traceparent === '' && baggage === '') return ROOT;
  const parent =
    traceparent === '' ? undefined : parseRemoteParent(traceparent.trim(), join(reader.get(carrier, 'tracestate')));
  const context = parent === undefined ? ROOT : ROOT.withSpan(parent);
  return baggage === '' || !acceptsBaggage() ? context : withParsedBaggage(context, baggage);
}

function join(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}
