// Hono publishes nothing, and keeps its dispatch private. But each handler goes through `add` of a router, with the route that
// it belongs to: the handlers are wrapped there, once. Which of them runs last is known only by running them.
import type { IncomingMessage } from 'node:http';
import { HandlerChannels } from '../module-hooks/handler-channels.ts';

const channels = new HandlerChannels('hono');

/** Method, path and handler. */
const ADD_PARAMETERS = 3;

/** Under this property Hono keeps the handler of a sub-application that has an error handler of its own. */
const COMPOSED_HANDLER = '__COMPOSED_HANDLER';

interface HonoContext {
  /** What the server passes: with @hono/node-server Node's own request. */
  readonly env?: { readonly incoming?: IncomingMessage };
  /** A getter that creates something. */
  readonly req: { readonly raw: { readonly runtime?: { readonly node?: { readonly req?: IncomingMessage } } } };
}

type Handler = ((context: HonoContext, next: unknown) => unknown) & { [COMPOSED_HANDLER]?: Handler };

interface Route {
  readonly method: string;
  readonly path: string;
}

interface RouterPrototype {
  add(method: string, path: string, handler: unknown): void;
}

const wrappedPrototypes = new WeakSet<object>();
const wrappedHandlers = new WeakSet<Handler>();

/** Wraps the routers among the exports of a module of Hono. */
export function wrapRouters(exports: object): void {
  for (const exported of Object.values(exports)) {
    const prototype: unknown = typeof exported === 'function' ? exported.prototype : undefined;
    if (isRouter(prototype)) wrapRouter(prototype);
  }
}

/** Wraps the module `hono`, or its class. @returns whether it is that. */
export function wrapHono(exported: unknown): boolean {
  if (!isHono(exported)) return false;
  wrapRouter(Object.getPrototypeOf(new exported().router) as RouterPrototype);
  return true;
}

function wrapRouter(prototype: RouterPrototype): void {
  if (wrappedPrototypes.has(prototype)) return;
  wrappedPrototypes.add(prototype);
  const { add } = prototype;
  prototype.add = function tracedAdd(this: unknown, method: string, path: string, handler: unknown) {
    return add.call(this, method, path, wrapEntry(handler));
  };
}

/** What Hono adds is a handler and its route. Others may use its routers for something else. */
function wrapEntry(entry: unknown): unknown {
  if (!Array.isArray(entry) || entry.length !== 2) return entry;
  const [handler, route] = entry as [Handler, Route | undefined];
  if (typeof handler !== 'function' || wrappedHandlers.has(handler) || typeof route?.path !== 'string') return entry;
  return isMiddleware(handler, route) ? entry : [wrapHandler(handler, route.path), route];
}

/** `use()` and `all()` add the same; as Hono does itself, what takes `next` counts as middleware. */
function isMiddleware(handler: Handler, { method }: Route): boolean {
  let original = handler;
  while (original[COMPOSED_HANDLER] !== undefined) original = original[COMPOSED_HANDLER];
  return method === 'ALL' && original.length > 1;
}

function wrapHandler(handler: Handler, route: string): Handler {
  const traced: Handler = (context, next) => {
    const request = channels.hasSubscribers ? findRequest(context) : undefined;
    if (request === undefined) return handler(context, next);
    channels.publishMatch(request, route);
    try {
      const result = handler(context, next);
      channels.watch(request, result);
      return result;
    } catch (error) {
      channels.publishFailure(request, error);
      throw error;
    }
  };
  if (handler[COMPOSED_HANDLER] !== undefined) traced[COMPOSED_HANDLER] = handler[COMPOSED_HANDLER];
  wrappedHandlers.add(traced);
  return traced;
}

/** With @hono/node-server, or with srvx. */
function findRequest(context: HonoContext): IncomingMessage | undefined {
  return context.env?.incoming ?? context.req.raw.runtime?.node?.req;
}

function isRouter(value: unknown): value is RouterPrototype {
  // `match` is not always found on the prototype.
  const { add } = (value ?? {}) as Partial<RouterPrototype>;
  return typeof add === 'function' && add.length === ADD_PARAMETERS;
}

function isHono(value: unknown): value is new () => { router: object } {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { prototype?: object };
  return typeof prototype === 'object' && 'basePath' in prototype && 'mount' in prototype && 'route' in prototype;
}
