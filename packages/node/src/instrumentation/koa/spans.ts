import type { Instrumentation } from '../instrumentation.ts';
import { subscribeHandlers } from '../module-hooks/handler-spans.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { wrapContext } from './wrap.ts';

/** Koa's context is CommonJS, also for those who import Koa. */
const CONTEXT: ModuleTarget = {
  name: 'koa',
  wrap: wrapContext,
  required: { from: /[\\/]koa[\\/]lib[\\/]application\.js$/, id: /^\.\/context(?:\.js)?$/ },
  cached: /[\\/]koa[\\/]lib[\\/]context\.js$/,
  needsEarlyStart: false,
};

/** Routes and errors of Koa, with @koa/router or another router that leaves its match in `ctx._matchedRoute`. */
export const koa: Instrumentation = {
  name: 'koa',
  enable() {
    const subscriptions = subscribeHandlers('koa').add(watchModule(CONTEXT));
    return () => subscriptions.dispose();
  },
};
