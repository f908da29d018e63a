// Only for bundles: whoever hands over the router and not Koa. The first request shows Koa's context.
import { wrapContext } from './wrap.ts';

type Middleware = (context: object, next: unknown) => unknown;

interface RouterPrototype {
  routes(): Middleware;
  middleware(): Middleware;
}

const wrapped = new WeakSet<object>();

/** Wraps the class of @koa/router. @returns whether it is that. */
export function wrapKoaRouter(exported: unknown): boolean {
  if (typeof exported !== 'function') return false;
  const { prototype } = exported as { prototype?: unknown };
  if (!isRouter(prototype)) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  const { routes, middleware } = prototype;
  prototype.routes = function tracedRoutes() {
    return wrapMiddleware(routes.call(this));
  };
  prototype.middleware = function tracedMiddleware() {
    return wrapMiddleware(middleware.call(this));
  };
  return true;
}

function wrapMiddleware(dispatch: Middleware): Middleware {
  const traced: Middleware = (context, next) => {
    // A context inherits from its application's, which inherits from the one of all.
    wrapContext(Object.getPrototypeOf(Object.getPrototypeOf(context)) as object);
    return dispatch(context, next);
  };
  // Routers find each other by a property of their middleware.
  return Object.assign(traced, dispatch);
}

function isRouter(value: unknown): value is RouterPrototype {
  const router = value as Partial<RouterPrototype & { allowedMethods: unknown }> | undefined | null;
  return [router?.routes, router?.middleware, router?.allowedMethods].every((method) => typeof method === 'function');
}
