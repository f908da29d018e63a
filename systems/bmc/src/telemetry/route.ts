import { currentSpan } from '@throughline/node';

/** Names the span of the request at hand after its route, which `node:http` knows nothing about. */
export function nameRoute(method: string, route: string): void {
  const span = currentSpan();
  span?.updateName(`${method} ${route}`);
  span?.setAttribute('http.route', route);
}
