// h3 has a channel only for applications that add its plugin. All others are seen at `handler`, which an application binds when
// it is created: it chooses the route, then runs middleware and handler.
import type { IncomingMessage } from 'node:http';
import { HandlerChannels } from '../module-hooks/handler-channels.ts';

const channels = new HandlerChannels('h3');

interface H3Event {
  readonly context: { readonly matchedRoute?: { readonly route?: string } };
  readonly req: { readonly runtime?: { readonly node?: { readonly req?: IncomingMessage } } };
}

interface H3Prototype {
  handler(event: H3Event): unknown;
}

const wrapped = new WeakSet<object>();

/** Wraps the applications among the exports of a module of h3. @returns whether there was one. */
export function wrapH3(exports: object): boolean {
  const prototypes = Object.values(exports)
    .map(findPrototype)
    .filter((found) => found !== undefined);
  for (const prototype of prototypes) wrapHandler(prototype);
  return prototypes.length > 0;
}

/** The prototype that has `handler`: that of `H3Core`, also for `H3` and classes of the application. */
function findPrototype(exported: unknown): H3Prototype | undefined {
  if (typeof exported !== 'function' || (exported as { '~h3'?: boolean })['~h3'] !== true) return undefined;
  let prototype: object | null = (exported as { prototype?: object }).prototype ?? null;
  while (prototype !== null && !Object.hasOwn(prototype, 'handler')) prototype = Object.getPrototypeOf(prototype);
  return prototype === null ? undefined : (prototype as H3Prototype);
}

function wrapHandler(prototype: H3Prototype): void {
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  const { handler } = prototype;
  prototype.handler = function tracedHandler(this: unknown, event) {
    const request = channels.hasSubscribers ? event.req.runtime?.node?.req : undefined;
    if (request === undefined) return handler.call(this, event);
    try {
      const result = handler.call(this, event);
      publishRoute(request, event);
      channels.watch(request, result);
      return result;
    } catch (error) {
      publishRoute(request, event);
      channels.publishFailure(request, error);
      throw error;
    }
  };
}

/** Known as soon as `handler` has begun, before middleware that answers in its place. */
function publishRoute(request: IncomingMessage, event: H3Event): void {
  const route = event.context.matchedRoute?.route;
  if (route !== undefined) channels.publishMatch(request, route);
}
