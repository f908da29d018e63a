// Client spans of `node:http` and `node:https`, from the channels that Node publishes:
//
//   http.client.request.created ──▶ span, headers (the constructor's last act, so in the caller's context)
//   http.client.response.finish ──▶ status, peer (published when the response's head has come, not its end)
//   response 'end' ───────────────▶ end
//   http.client.request.error ────▶ end with an error
//   request 'close' ──────────────▶ end of everything else: upgraded, aborted, answered but never read
//
// Node runs the callbacks of a request in the context that created it, also over a reused connection.
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isSuppressed } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { contextFor } from '../../propagation/trust-boundary.ts';
import { Span } from '../../trace/span.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { captureHeaders } from './captured-headers.ts';
import { readRequestHeaders, REQUEST_HEADERS } from './client-headers.ts';
import { findRequestUrl } from './client-request-url.ts';
import { ClientExchange, ClientSpans } from './client-spans.ts';
import { createPeer, findPeer } from './client-target.ts';

interface RequestMessage {
  readonly request: TracedRequest;
}

interface ResponseMessage extends RequestMessage {
  readonly response: IncomingMessage;
}

interface ErrorMessage extends RequestMessage {
  readonly error: unknown;
}

const kExchange = Symbol('throughline.exchange');

type TracedRequest = ClientRequest & { [kExchange]?: HttpExchange; res?: IncomingMessage | null };

/** A request of `node:http` under way. */
class HttpExchange extends ClientExchange {
  readonly owner: HttpClientSpans;

  constructor(owner: HttpClientSpans, span: Span, url: ClientExchange['url']) {
    super(span, url);
    this.owner = owner;
  }
}

/** Makes the client spans of one runtime. */
class HttpClientSpans {
  readonly #spans: ClientSpans;

  constructor(context: InstrumentationContext) {
    this.#spans = new ClientSpans(context, '@throughline/node/http-client');
  }

  create({ request }: RequestMessage): void {
    const context = activeContext();
    const spans = this.#spans;
    if (isSuppressed(context) || spans.ignores(request)) return;
    const url = findRequestUrl(request);
    const span = spans.start({ method: request.method, url, context, resendCount: 0 });
    spans.inject(request, REQUEST_HEADERS, { span, context: contextFor(url.target.host, context) });
    if (!(span instanceof Span)) return;
    request[kExchange] = new HttpExchange(this, span, url);
    request.on('close', onClose);
    spans.callRequestHook(span, request);
  }

  respond({ request, response }: ResponseMessage): void {
    const exchange = request[kExchange];
    if (exchange === undefined || exchange.span.ended) return;
    this.#readResponse(exchange, response, response.socket);
    response.on('end', onEnd);
  }

  fail({ request, error }: ErrorMessage): void {
    const exchange = request[kExchange];
    if (exchange === undefined || exchange.span.ended) return;
    this.#spans.fail(exchange, error);
    this.end(exchange, request);
  }

  close(exchange: HttpExchange, request: TracedRequest): void {
    const response = request.res ?? undefined;
    if (response === undefined) this.#spans.fail(exchange, request.aborted ? ABORTED : CLOSED);
    // Upgraded, or CONNECT: no channel has told of the response.
    else if (exchange.statusCode === 0) this.#readResponse(exchange, response, request.socket);
    else if (isCutShort(request, response)) this.#spans.fail(exchange, response.errored);
    this.end(exchange, request);
  }

  end({ span }: HttpExchange, request: TracedRequest): void {
    const { captureClientRequestHeaders: names } = this.#spans.http;
    if (names.length > 0) captureHeaders(span, 'request', { names, headers: readRequestHeaders(request) });
    span.end();
  }

  #readResponse(exchange: HttpExchange, response: IncomingMessage, socket: Socket | null): void {
    const spans = this.#spans;
    const { target } = exchange.url;
    const { statusCode, httpVersion } = response;
    if (socket !== null) {
      const known = findPeer(socket, target);
      spans.setPeer(exchange, known?.version === httpVersion ? known : createPeer(socket, target, httpVersion));
      if (target.port === undefined) spans.setPort(exchange, socket.remotePort);
    }
    const { captureClientResponseHeaders: names } = spans.http;
    if (names.length > 0) captureHeaders(exchange.span, 'response', { names, headers: response.headers });
    spans.respond(exchange, statusCode as number, response);
  }
}

// Failures of which Node publishes no error: `abort()` before there is a connection, and a proxy that refuses a tunnel.
const ABORTED = Object.assign(new Error('the request was aborted before a response'), { code: 'ABORT_ERR' });
const CLOSED = Object.assign(new Error('the request was closed without a response'), { code: '_OTHER' });

/** The response broke off, and not because the application, which then aborts the request, wants no more of it. */
function isCutShort(request: TracedRequest, { complete, errored }: IncomingMessage): boolean {
  return !complete && errored !== null && !request.aborted;
}

/** One function for all requests: `this` tells which. */
function onClose(this: TracedRequest): void {
  const exchange = this[kExchange];
  if (exchange === undefined || exchange.span.ended) return;
  try {
    exchange.owner.close(exchange, this);
  } catch (error) {
    reportBug('http-client close', error);
  }
}

function onEnd(this: IncomingMessage & { req?: TracedRequest }): void {
  const request = this.req;
  const exchange = request?.[kExchange];
  if (request === undefined || exchange === undefined || exchange.span.ended) return;
  try {
    exchange.owner.end(exchange, request);
  } catch (error) {
    reportBug('http-client end', error);
  }
}

/** Client spans of `node:http` and `node:https`. */
export const httpClient: Instrumentation = {
  name: 'http-client',
  enable(context) {
    const spans = new HttpClientSpans(context);
    const subscriptions = new Subscriptions()
      .on<RequestMessage>('http.client.request.created', (message) => spans.create(message))
      .on<ResponseMessage>('http.client.response.finish', (message) => spans.respond(message))
      .on<ErrorMessage>('http.client.request.error', (message) => spans.fail(message));
    return () => subscriptions.dispose();
  },
};
