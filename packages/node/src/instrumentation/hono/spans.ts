import type { Instrumentation } from '../instrumentation.ts';
import { subscribeHandlers } from '../module-hooks/handler-spans.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { wrapRouters } from './wrap.ts';

const ROUTERS: ModuleTarget = {
  name: 'hono',
  wrap: wrapRouters,
  required: { from: /[\\/]hono[\\/]dist[\\/]cjs[\\/].*\.js$/, id: /[./]router\.js$/ },
  imported: { directory: '/hono/dist/', defines: /Router = class\b|\bclass \w*Router\b/ },
  cached: /[\\/]hono[\\/]dist[\\/]cjs[\\/]router[\\/][^\\/]+[\\/]router\.js$/,
  // Routes are given to the router that serves them at the first request.
  needsEarlyStart: false,
};

/** Routes and errors of Hono, on @hono/node-server or srvx. */
export const hono: Instrumentation = {
  name: 'hono',
  enable() {
    const subscriptions = subscribeHandlers('hono').add(watchModule(ROUTERS));
    return () => subscriptions.dispose();
  },
};
