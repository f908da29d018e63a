/**
 * The paths of the page. The hub answers them with index.html, and others not; `:name` stands for one segment. `/metrics` is the
 * hub's own, for Prometheus.
 */
export const ROUTE_PATHS = [
  '/',
  '/trace/:traceId',
  '/compare',
  '/services',
  '/logs',
  '/metric-explorer',
  '/status',
] as const;
