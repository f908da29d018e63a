// Routes and errors of Fastify 5, from hooks of the application that Fastify hands over when it is created:
//
//   fastify.initialization ─▶ hook onRequest ─▶ route, also of what a later hook or the validation answers
//                          └▶ hook onError ───▶ exception
//
// Both hooks cost less than the channel of the handler, which starts too late and makes Fastify build a message.
import type { IncomingMessage } from 'node:http';
import { reportBug, Subscriptions } from '../guard.ts';
import { recordHandlerError } from '../http/handler-error.ts';
import { setHttpRoute } from '../http/route.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { findLoaded } from '../module-hooks/loaded-files.ts';

interface FastifyRequest {
  readonly raw: IncomingMessage;
  /** Without `url` where nothing matched. */
  readonly routeOptions: { readonly url?: string };
}

type Done = () => void;

interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: Done) => void): void;
  addHook(name: 'onError', hook: (request: FastifyRequest, reply: unknown, error: unknown, done: Done) => void): void;
}

interface HandlerMessage {
  readonly request: FastifyRequest;
  readonly error?: unknown;
}

const MAIN_FILE = /[\\/]fastify[\\/]fastify\.js$/;

/** Hooks cannot be taken out of an application again: they ask here. */
let isEnabled = false;

function addHooks({ fastify }: { fastify: FastifyInstance }): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    applyRoute(request);
    done();
  });
  fastify.addHook('onError', (request, _reply, error, done) => {
    applyError({ request, error });
    done();
  });
}

function applyRoute(request: FastifyRequest): void {
  if (!isEnabled) return;
  try {
    const { url } = request.routeOptions;
    if (url !== undefined) setHttpRoute(request.raw, url === '' ? '/' : url);
  } catch (error) {
    reportBug('fastify', error);
  }
}

function applyError({ request, error }: HandlerMessage): void {
  if (!isEnabled) return;
  try {
    recordHandlerError(request.raw, error);
  } catch (bug) {
    reportBug('fastify', bug);
  }
}

/** Routes and errors of Fastify. */
export const fastify: Instrumentation = {
  name: 'fastify',
  enable() {
    isEnabled = true;
    const subscriptions = new Subscriptions().on('fastify.initialization', addHooks);
    // Applications may exist already, which were created without us.
    if (findLoaded(MAIN_FILE).length > 0) {
      subscriptions
        .on<HandlerMessage>('tracing:fastify.request.handler:start', ({ request }) => applyRoute(request))
        .on<HandlerMessage>('tracing:fastify.request.handler:error', applyError);
    }
    return () => {
      isEnabled = false;
      subscriptions.dispose();
    };
  },
};
