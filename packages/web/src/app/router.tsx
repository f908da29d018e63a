import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { FIND_SEARCH } from '../find/search.ts';
import { LOGS_SEARCH } from '../logs/search.ts';
import { METRICS_SEARCH } from '../metrics/search.ts';
import { SERVICES_SEARCH } from '../services/search.ts';
import { STATUS_SEARCH } from '../status/search.ts';
import { COMPARE_SEARCH, TRACE_SEARCH } from '../trace/search.ts';
import { NotFound, PageError, PageLoading } from './fallbacks.tsx';
import { formatSearch, parseSearch, searchTexts } from './search-texts.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  validateSearch: searchTexts('start', 'end'),
  notFoundComponent: NotFound,
});

const find = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: FIND_SEARCH,
  component: lazyRouteComponent(() => import('../find/find-page.tsx'), 'FindPage'),
});

const trace = createRoute({
  getParentRoute: () => root,
  path: '/trace/$traceId',
  validateSearch: TRACE_SEARCH,
  component: lazyRouteComponent(() => import('../trace/trace-page.tsx'), 'TracePage'),
});

const compare = createRoute({
  getParentRoute: () => root,
  path: '/compare',
  validateSearch: COMPARE_SEARCH,
  component: lazyRouteComponent(() => import('../trace/compare/compare-page.tsx'), 'ComparePage'),
});

const services = createRoute({
  getParentRoute: () => root,
  path: '/services',
  validateSearch: SERVICES_SEARCH,
  component: lazyRouteComponent(() => import('../services/services-page.tsx'), 'ServicesPage'),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: '/logs',
  validateSearch: LOGS_SEARCH,
  component: lazyRouteComponent(() => import('../logs/logs-page.tsx'), 'LogsPage'),
});

const metrics = createRoute({
  getParentRoute: () => root,
  path: '/metric-explorer',
  validateSearch: METRICS_SEARCH,
  component: lazyRouteComponent(() => import('../metrics/metrics-page.tsx'), 'MetricsPage'),
});

const status = createRoute({
  getParentRoute: () => root,
  path: '/status',
  validateSearch: STATUS_SEARCH,
  component: lazyRouteComponent(() => import('../status/status-page.tsx'), 'StatusPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([find, trace, compare, services, logs, metrics, status]),
  parseSearch,
  stringifySearch: formatSearch,
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
