// Routes of Express 5 (router 2.3 and later), which publishes each layer that a request comes to:
//
//   express.router.request start ─▶ route of the server span
//   express.router.request error ─▶ exception of the server span
//
// Subscribing makes Express prepare a message for each layer. With what is done here that costs 0.3 µs a layer.
import type { IncomingMessage } from 'node:http';
import { Subscriptions } from '../guard.ts';
import { recordHandlerError } from '../http/handler-error.ts';
import { setHttpRoute } from '../http/route.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { type Pattern, RouteTemplate } from './route-template.ts';

const kTemplate = Symbol('throughline.route');

type ExpressRequest = IncomingMessage & { next?: unknown; [kTemplate]?: RouteTemplate };

interface LayerMessage {
  readonly req: ExpressRequest;
  readonly layer: { readonly route?: unknown; readonly method?: string };
  /** The pattern that matched. */
  readonly route: Pattern;
  readonly error?: unknown;
}

function start({ req, layer, route }: LayerMessage): void {
  const template = (req[kTemplate] ??= new RouteTemplate());
  if (isEndpoint(layer)) setHttpRoute(req, template.resolve(req.next, route));
  else template.enter(req.next, route);
}

/** Whether a layer belongs to `app.get()` and its like. Only their layers have a method, `all()` an undefined one. */
function isEndpoint(layer: LayerMessage['layer']): boolean {
  return 'method' in layer || layer.route !== undefined;
}

/** Routes and errors of Express. */
export const express: Instrumentation = {
  name: 'express',
  enable() {
    const subscriptions = new Subscriptions()
      .on<LayerMessage>('tracing:express.router.request:start', start)
      .on<LayerMessage>('tracing:express.router.request:error', ({ req, error }) => recordHandlerError(req, error));
    return () => subscriptions.dispose();
  },
};
