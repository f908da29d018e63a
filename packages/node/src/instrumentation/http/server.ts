// Server spans of `node:http` and `node:https`, from the channels that Node publishes.
import type { Context } from '@opentelemetry/api';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { bindEmitter } from '../../context/bind-emitter.ts';
import { getSpan, ROOT, withSpan } from '../../context/context.ts';
import { storage } from '../../context/context-manager.ts';
import { parseRemoteParent, withParsedBaggage } from '../../propagation/remote-context.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { Connection, type Exchange } from './connection.ts';
import { RequestHeaders } from './request-headers.ts';

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

const SERVER_KIND = { kind: 1 };
const kConnection = Symbol('throughline.connection');

type TracedSocket = Socket & { [kConnection]?: Connection };

class HttpServerInstrumentation {
  readonly #tracer: Tracer;
  readonly #headers = new RequestHeaders();

  constructor(context: InstrumentationContext) {
    this.#tracer = context.provider.getTracer('@throughline/node/http', RUNTIME_VERSION);
  }

  start({ request, response, socket }: RequestStart): void {
    const headers = this.#headers;
    headers.read(request.rawHeaders);
    const remote = this.#extract();
    const parent = toIdentity(getSpan(remote));
    const span = this.#tracer.start(request.method as string, SERVER_KIND, { parent, context: remote });
    if (span instanceof Span) this.#record({ request, response, span }, socket);
    const active = withSpan(remote, span);
    storage.enterWith(active);
    if (headers.hasBody) bindEmitter(active, request);
  }

  finish({ response, socket }: RequestStart): void {
    const connection = (socket as TracedSocket)[kConnection];
    if (connection === undefined) return;
    const { open } = connection;
    const index = open.findIndex((exchange) => exchange.response === response);
    if (index === -1) return;
    const [exchange] = open.splice(index, 1);
    endExchange(exchange);
  }

  #extract(): Context {
    const { traceparent, tracestate, baggage } = this.#headers;
    // Fast path: nobody called us with a trace.
    if (traceparent === '' && baggage === '') return ROOT;
    const parent = traceparent === '' ? undefined : parseRemoteParent(traceparent, tracestate);
    const context = parent === undefined ? ROOT : ROOT.withSpan(parent);
    return baggage === '' ? context : withParsedBaggage(context, baggage);
  }

  #record(exchange: Exchange, socket: TracedSocket): void {
    const { request, span } = exchange;
    const connection = (socket[kConnection] ??= openConnection(socket));
    connection.update(this.#headers, request.httpVersion);
    connection.open.push(exchange);
    span.shareAttributes(connection.encoded, connection.list);
    span.flatAttributes = ['http.request.method', request.method, 'url.path', request.url];
  }
}

function openConnection(socket: Socket): Connection {
  const connection = new Connection(socket);
  socket.once('close', () => {
    for (const exchange of connection.open.splice(0)) endExchange(exchange);
  });
  return connection;
}

function endExchange({ span, response }: Exchange): void {
  span.flatAttributes.push('http.response.status_code', response.statusCode);
  span.end();
}

/** Server spans of `node:http`, `node:https`. */
export const httpServer: Instrumentation = {
  name: 'http',
  enable(context) {
    const instrumentation = new HttpServerInstrumentation(context);
    const subscriptions = new Subscriptions()
      .on<RequestStart>('http.server.request.start', (message) => instrumentation.start(message))
      .on<RequestStart>('http.server.response.finish', (message) => instrumentation.finish(message));
    return () => subscriptions.dispose();
  },
};
