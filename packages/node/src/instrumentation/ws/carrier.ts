// Context that does not come in the headers of an upgrade: a browser cannot set any, but it can offer subprotocols.
import type { Context, TextMapPropagator } from '@opentelemetry/api';
import type { IncomingMessage } from 'node:http';
import { ROOT } from '../../context/context.ts';
import { believedContext } from '../../propagation/trust-boundary.ts';

/** `traceparent.00-…` among the subprotocols that a client offers. */
const OFFER = /(?:^|,)\s*traceparent\.([\w-]+)\s*(?:,|$)/;

/** The context that a client offers as a subprotocol, if the headers brought none. */
export function readOfferedContext(request: IncomingMessage, propagator: TextMapPropagator): Context | undefined {
  const { traceparent, 'sec-websocket-protocol': offered } = request.headers;
  if (traceparent !== undefined || offered === undefined) return undefined;
  const offer = OFFER.exec(offered);
  return offer === null ? undefined : readCarrier({ traceparent: offer[1] }, propagator);
}

/** The context that a carrier holds; undefined where it holds none that is valid. */
export function readCarrier(carrier: unknown, propagator: TextMapPropagator): Context | undefined {
  if (typeof carrier !== 'object' || carrier === null) return undefined;
  const context = propagator.extract(ROOT, carrier, {
    keys: Object.keys,
    get: (from, name) => {
      const value: unknown = (from as Record<string, unknown>)[name];
      return typeof value === 'string' ? value : undefined;
    },
  });
  return context === ROOT ? undefined : believedContext(context);
}
