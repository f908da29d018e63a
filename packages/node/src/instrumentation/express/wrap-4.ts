// Express 4 publishes nothing. These methods are shared by all of its routers and layers:
//
//   Router.use ──────────────── what the layers that it adds were mounted at, which they do not keep themselves
//   Router.process_params ─────▶ throughline:express.match, where a layer that a request has come to leads to a route
//   Layer.handle_request's and
//   Layer.handle_error's next ─▶ throughline:express.failure
import type { IncomingMessage } from 'node:http';
import { HandlerChannels } from '../module-hooks/handler-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { type Pattern, templateOf } from './route-template.ts';

type Next = (error?: unknown) => void;
type Handle = (this: Layer, request: ExpressRequest, response: unknown, next: Next) => void;
type HandleError = (this: Layer, error: unknown, request: ExpressRequest, response: unknown, next: Next) => void;
type ProcessParams = (
  this: object,
  layer: Layer,
  called: unknown,
  request: ExpressRequest,
  response: unknown,
  done: unknown,
) => void;
type Use = (this: Router, ...args: unknown[]) => unknown;

interface Layer {
  /** Where it leads to a route. */
  readonly route?: { readonly path: Patterns };
}

interface Router {
  readonly stack: readonly Layer[];
}

interface Express4 {
  readonly Router: object;
  readonly Route: new (path: string) => { all(handler: () => void): { readonly stack: readonly object[] } };
}

type Patterns = Pattern | readonly Pattern[];
type ExpressRequest = IncomingMessage & { next?: unknown };

const channels = new HandlerChannels('express');
const patterns = new WeakMap<Layer, Pattern>();
const wrapped = new WeakSet<object>();

/** Wraps the modules `router` and `router/layer` of Express 4. Leaves anything else alone. */
export function wrapExpress4(exported: unknown): void {
  if (typeof exported !== 'function' || wrapped.has(exported)) return;
  const prototype = exported.prototype as object | undefined;
  const isLayer = prototype !== undefined && Object.hasOwn(prototype, 'handle_request');
  if (!isLayer && !Object.hasOwn(exported, 'process_params')) return;
  wrapped.add(exported);
  if (isLayer) wrapLayer(prototype);
  else wrapRouter(exported);
}

/**
 * Wraps Express 4 as applications get it, for a bundle. It does not export the class of its layers: one is made to find it.
 *
 * @returns whether it was Express 4.
 */
export function wrapBundledExpress4(exported: unknown): boolean {
  if (typeof exported !== 'function') return false;
  const { Router, Route } = exported as Partial<Express4>;
  if (Router === undefined || Route === undefined || !Object.hasOwn(Router, 'process_params')) return false;
  wrapExpress4(Router);
  wrapExpress4(new Route('/').all(() => {}).stack[0].constructor);
  return true;
}

function wrapRouter(router: object): void {
  replaceMethod<Use>(router, 'use', (use) => {
    return function (...args) {
      const before = this.stack.length;
      const result = use.apply(this, args);
      const pattern = mountedAt(args[0]);
      for (const layer of this.stack.slice(before)) patterns.set(layer, pattern);
      return result;
    };
  });
  replaceMethod<ProcessParams>(router, 'process_params', (processParams) => {
    return function (layer, called, request, response, done) {
      if (channels.hasSubscribers) follow(layer, request);
      processParams.call(this, layer, called, request, response, done);
    };
  });
}

/** What stands before the handlers; they may be in arrays of arrays. */
function mountedAt(first: unknown): Pattern {
  let one = first;
  while (Array.isArray(one)) one = one[0] as unknown;
  return typeof one === 'function' ? undefined : toPattern(first as Patterns);
}

/** Of several patterns, Express 4 does not say which has matched. */
function toPattern(given: Patterns): Pattern {
  return Array.isArray(given) ? given.map(String).join(',') : (given as Pattern);
}

function wrapLayer(prototype: object): void {
  replaceMethod<Handle>(prototype, 'handle_request', (handle) => {
    return function (request, response, next) {
      handle.call(this, request, response, channels.hasSubscribers ? watchNext(request, next) : next);
    };
  });
  replaceMethod<HandleError>(prototype, 'handle_error', (handle) => {
    return function (error, request, response, next) {
      handle.call(this, error, request, response, channels.hasSubscribers ? watchNext(request, next) : next);
    };
  });
}

/** The request has come to a layer of a router. */
function follow(layer: Layer, request: ExpressRequest): void {
  const template = templateOf(request);
  if (layer.route === undefined) template.enter(request.next, patterns.get(layer));
  else channels.publishMatch(request, template.resolve(request.next, toPattern(layer.route.path)));
}

function watchNext(request: ExpressRequest, next: Next): Next {
  return (error) => {
    const isError = Boolean(error) && error !== 'route' && error !== 'router';
    if (isError) channels.publishFailure(request, error);
    next(error);
  };
}
