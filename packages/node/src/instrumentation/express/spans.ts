// Routes of Express 5 (router 2.3 and later), which publishes each layer that a request comes to:
//
//   express.router.request start ─▶ route of the server span
//   express.router.request error ─▶ exception of the server span
//
// Express 4 publishes nothing and is wrapped (`wrap-4.ts`).
//
// Subscribing makes Express 5 prepare a message for each layer. With what is done here that costs 0.3 µs a layer.
import type { IncomingMessage } from 'node:http';
import { recordHandlerError } from '../http/handler-error.ts';
import { setHttpRoute } from '../http/route.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { subscribeHandlers } from '../module-hooks/handler-spans.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import { type Pattern, templateOf } from './route-template.ts';
import { wrapExpress4 } from './wrap-4.ts';

type ExpressRequest = IncomingMessage & { next?: unknown };

interface LayerMessage {
  readonly req: ExpressRequest;
  readonly layer: { readonly route?: unknown; readonly method?: string };
  /** The pattern that matched. */
  readonly route: Pattern;
  readonly error?: unknown;
}

function start({ req, layer, route }: LayerMessage): void {
  const template = templateOf(req);
  if (isEndpoint(layer)) setHttpRoute(req, template.resolve(req.next, route));
  else template.enter(req.next, route);
}

/** Whether a layer belongs to `app.get()` and its like. Only their layers have a method, `all()` an undefined one. */
function isEndpoint(layer: LayerMessage['layer']): boolean {
  return 'method' in layer || layer.route !== undefined;
}

const EXPRESS_4: ExportsTarget = {
  name: 'express',
  file: /[\\/]lib[\\/]router[\\/](?:index|layer)\.js$/,
  inside: { id: /^\.\/(?:router|layer)$/, from: /[\\/]lib[\\/]/ },
  wrap: wrapExpress4,
};

/** Routes and errors of Express 4 and 5. */
export const express: Instrumentation = {
  name: 'express',
  enable() {
    const subscriptions = subscribeHandlers('express')
      .add(watchExports(EXPRESS_4))
      .on<LayerMessage>('tracing:express.router.request:start', start)
      .on<LayerMessage>('tracing:express.router.request:error', ({ req, error }) => recordHandlerError(req, error));
    return () => subscriptions.dispose();
  },
};
