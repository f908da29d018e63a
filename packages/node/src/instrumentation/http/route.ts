import type { IncomingMessage } from 'node:http';
import { findConnection } from './connection.ts';

/**
 * Tells the server span of `request` which route of a framework answers it: the template, `/users/:id`. The last call
 * wins. Without effect where the request has no recorded span.
 */
export function setHttpRoute(request: IncomingMessage, route: string): void {
  const exchange = findConnection(request.socket)?.find(request);
  if (exchange !== undefined) exchange.route = route;
}
