// Carriers that ride in a message as one text: JSON of the propagator's fields, as `bullmq-otel` writes it, or a bare
// `traceparent`.
import type { Context, TextMapGetter } from '@opentelemetry/api';
import type { CarrierWriter } from '../../propagation/inject-w3c.ts';
import type { AnySpan, MessagingSpans } from './messaging-spans.ts';

type Fields = Record<string, unknown>;

/** Reads and writes the fields of a plain object. */
export const TEXT_CARRIER: CarrierWriter<Fields> & TextMapGetter<Fields> = {
  set: (carrier, name, value) => {
    carrier[name] = value;
  },
  remove: (carrier, name) => {
    delete carrier[name];
  },
  get: (carrier, name) => {
    const value = carrier[name];
    return typeof value === 'string' ? value : undefined;
  },
  keys: (carrier) => Object.keys(carrier),
};

/** Undefined where there is nothing to tell. */
export function formatTextCarrier(
  spans: MessagingSpans,
  what: { span: AnySpan; context: Context; host: string | undefined },
): string | undefined {
  const carrier: Fields = {};
  spans.inject(carrier, TEXT_CARRIER, what);
  const text = JSON.stringify(carrier);
  return text === '{}' ? undefined : text;
}

const START = '{"traceparent":"';
const LENGTH_ALONE = START.length + '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}'.length;

/** No fields where the text is missing or malformed. */
export function parseTextCarrier(text: unknown): Fields {
  if (typeof text !== 'string') return {};
  // Fast path: nothing but a `traceparent`, as most bring it.
  if (text.length === LENGTH_ALONE && text.startsWith(START)) return { traceparent: text.slice(START.length, -2) };
  if (!text.startsWith('{')) return { traceparent: text };
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return {};
  }
}
