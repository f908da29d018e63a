import type { IncomingMessage } from 'node:http';
import { findAttribute } from '../../trace/attributes.ts';
import { errorType, NO_TYPE } from '../../trace/exception.ts';
import { type Exchange, findConnection } from './connection.ts';

const FIRST_SERVER_ERROR = 500;

/** The last error of each exchange. */
const errors = new WeakMap<Exchange, unknown>();

/**
 * Tells the server span of `request` what a handler threw. It is recorded once, as the event `exception` and as
 * `error.type`, and only if the response turns out to be a server error: what an error handler has turned into a 404 is
 * no failure. Of several errors the last counts: an error handler that throws itself replaces what it was given.
 */
export function recordHandlerError(request: IncomingMessage, error: unknown): void {
  const exchange = findConnection(request.socket)?.find(request);
  if (exchange === undefined) return;
  const isFirst = !errors.has(exchange);
  errors.set(exchange, error);
  // Before Node's own listener, which publishes the end of the exchange.
  if (isFirst) exchange.response.prependOnceListener('finish', () => record(exchange));
}

function record(exchange: Exchange): void {
  const { span, response } = exchange;
  if (span.ended || response.statusCode < FIRST_SERVER_ERROR) return;
  const error = errors.get(exchange);
  span.recordException(error as Error);
  const type = errorType(error);
  // What was thrown without a class says less than the status code, which the span gets otherwise.
  if (type !== NO_TYPE && findAttribute(span.flatAttributes, 'error.type') === undefined) {
    span.setAttribute('error.type', type);
  }
}
