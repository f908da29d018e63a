// Koa publishes nothing, but every router for it leaves the template that it matched in `ctx._matchedRoute`, and every error
// that no middleware has caught comes to `ctx.onerror`. Both are found on the prototype that all contexts share.
import type { IncomingMessage } from 'node:http';
import { HandlerChannels } from '../module-hooks/handler-channels.ts';

const channels = new HandlerChannels('koa');

const kMatchedRoute = Symbol('throughline.matchedRoute');

/** A layer of @koa/router. Middleware has no methods. */
interface Layer {
  readonly path: unknown;
  readonly methods: readonly string[];
}

interface KoaContext {
  readonly req: IncomingMessage;
  /** Layers whose path matches. */
  readonly matched?: readonly Layer[];
  [kMatchedRoute]?: unknown;
  _matchedRoute?: unknown;
  onerror(error: unknown): void;
}

interface KoaModule {
  readonly prototype: object;
  new (): { readonly context: object };
}

/** Wraps `koa/lib/context.js`. */
export function wrapContext(prototype: object): void {
  if (!isContext(prototype) || Object.hasOwn(prototype, '_matchedRoute')) return;
  Object.defineProperty(prototype, '_matchedRoute', {
    configurable: true,
    get(this: KoaContext): unknown {
      return this[kMatchedRoute];
    },
    set(this: KoaContext, route: unknown) {
      this[kMatchedRoute] = route;
      if (channels.hasSubscribers && isEndpoint(this, route)) channels.publishMatch(this.req, String(route));
    },
  });
  wrapOnError(prototype);
}

/** Wraps the module `koa`. @returns whether it is that. */
export function wrapKoa(exported: unknown): boolean {
  if (!isKoa(exported)) return false;
  const { context } = new exported();
  wrapContext(Object.getPrototypeOf(context) as object);
  return true;
}

function wrapOnError(prototype: KoaContext): void {
  const original = prototype.onerror;
  const onerror = function (this: KoaContext, error: unknown): void {
    // Koa also calls it when a response is done, without an error.
    if (error !== null && error !== undefined && channels.hasSubscribers) channels.publishFailure(this.req, error);
    original.call(this, error);
  };
  Object.assign(prototype, { onerror });
}

/** Routers set the property for middleware as well, whose path says less than that of the route behind it. */
function isEndpoint({ matched }: KoaContext, route: unknown): boolean {
  if (typeof route !== 'string' && !(route instanceof RegExp)) return false;
  if (!Array.isArray(matched)) return true;
  return (matched as Layer[]).some(({ path, methods }) => path === route && methods.length > 0);
}

function isContext(value: object): value is KoaContext {
  return typeof (value as Partial<KoaContext>).onerror === 'function' && 'cookies' in value;
}

function isKoa(value: unknown): value is KoaModule {
  if (typeof value !== 'function') return false;
  const { prototype } = value as unknown as KoaModule;
  return typeof prototype === 'object' && 'createContext' in prototype && 'handleRequest' in prototype;
}
