// Client spans of `fetch` and of undici, from the channels that both publish: Node's built-in copy needs no package.
//
//   undici:request:create ───────▶ span, headers
//   undici:client:sendHeaders ───▶ peer
//   undici:request:headers ──────▶ status, and end of a redirect; informational ones are not the response yet
//   undici:request:trailers ─────▶ end: the response has come whole, whether the application has read it or not
//   undici:request:error ────────▶ end
import type { Socket } from 'node:net';
import type { UndiciResponse } from '../../configuration/configuration.ts';
import { isSuppressed } from '../../context/context.ts';
import { contextFor } from '../../propagation/trust-boundary.ts';
import { Span } from '../../trace/span.ts';
import { Subscriptions } from '../guard.ts';
import { captureHeaders } from '../http/captured-headers.ts';
import { ClientExchange, ClientSpans } from '../http/client-spans.ts';
import { createPeer, findPeer } from '../http/client-target.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { findCaller } from './caller.ts';
import { readHeaders, REQUEST_HEADERS } from './headers.ts';
import { type CoreRequest, findRequestUrl, kExchange } from './request.ts';
import { watchUpgrade } from './upgrade.ts';

interface RequestMessage {
  readonly request: CoreRequest;
}

interface SendMessage extends RequestMessage {
  /** The head as HTTP/1 sends it; for HTTP/2, a line for each header. */
  readonly headers: string;
  readonly socket: Socket;
}

interface ResponseMessage extends RequestMessage {
  readonly response: UndiciResponse & { readonly headers: Parameters<typeof readHeaders>[0] };
}

interface ErrorMessage extends RequestMessage {
  readonly error: unknown;
}

const SWITCHING_PROTOCOLS = 101;
const FIRST_FINAL_STATUS = 200;
/** Their body is for nobody: `fetch` leaves it unread, and with it the request open for minutes. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

class UndiciSpans {
  readonly #spans: ClientSpans;

  constructor(context: InstrumentationContext) {
    this.#spans = new ClientSpans(context, '@throughline/node/undici');
  }

  create({ request }: RequestMessage): void {
    const { context, resendCount } = findCaller(request);
    const spans = this.#spans;
    if (isSuppressed(context) || spans.ignores(request)) return;
    const url = findRequestUrl(request);
    if (url === undefined) return;
    const span = spans.start({ method: request.method, url, context, resendCount });
    spans.inject(request, REQUEST_HEADERS, { span, context: contextFor(url.target.host, context) });
    if (!(span instanceof Span)) return;
    const exchange = new ClientExchange(span, url);
    request[kExchange] = exchange;
    watchUpgrade(request, (statusCode) => this.#upgrade(request, exchange, statusCode));
    spans.callRequestHook(span, request);
  }

  send({ request, headers, socket }: SendMessage): void {
    const exchange = findOpen(request);
    if (exchange === undefined) return;
    const { target } = exchange.url;
    this.#spans.setPeer(exchange, findPeer(socket, target) ?? createPeer(socket, target, versionOf(headers)));
  }

  respond({ request, response }: ResponseMessage): void {
    const exchange = findOpen(request);
    const { statusCode } = response;
    if (exchange === undefined || (statusCode < FIRST_FINAL_STATUS && statusCode !== SWITCHING_PROTOCOLS)) return;
    const { captureClientResponseHeaders: names } = this.#spans.http;
    if (names.length > 0) captureHeaders(exchange.span, 'response', { names, headers: readHeaders(response.headers) });
    this.#spans.respond(exchange, statusCode, response);
    if (REDIRECTS.has(statusCode)) this.#end(exchange, request);
  }

  complete({ request }: RequestMessage): void {
    const exchange = findOpen(request);
    if (exchange !== undefined) this.#end(exchange, request);
  }

  fail({ request, error }: ErrorMessage): void {
    const exchange = findOpen(request);
    if (exchange === undefined) return;
    this.#spans.fail(exchange, error);
    this.#end(exchange, request);
  }

  #upgrade(request: CoreRequest, exchange: ClientExchange, statusCode: number): void {
    if (exchange.span.ended) return;
    this.#spans.respond(exchange, statusCode, { statusCode, statusText: '' });
    this.#end(exchange, request);
  }

  #end({ span }: ClientExchange, request: CoreRequest): void {
    const { captureClientRequestHeaders: names } = this.#spans.http;
    if (names.length > 0) captureHeaders(span, 'request', { names, headers: requestHeaders(request) });
    span.end();
  }
}

function findOpen(request: CoreRequest): ClientExchange | undefined {
  const exchange = request[kExchange];
  return exchange === undefined || exchange.span.ended ? undefined : exchange;
}

function requestHeaders({ host, headers }: CoreRequest): ReturnType<typeof readHeaders> {
  return readHeaders(host === null ? headers : ['host', host, ...headers]);
}

/** `network.protocol.version`: only HTTP/1 has a request line. */
function versionOf(headers: string): string {
  return /^\S+ \S+ HTTP\/1\.1\r\n/.test(headers) ? '1.1' : '2';
}

/** Client spans of `fetch` and undici. */
export const undici: Instrumentation = {
  name: 'undici',
  enable(context) {
    const spans = new UndiciSpans(context);
    const subscriptions = new Subscriptions()
      .on<RequestMessage>('undici:request:create', (message) => spans.create(message))
      .on<SendMessage>('undici:client:sendHeaders', (message) => spans.send(message))
      .on<ResponseMessage>('undici:request:headers', (message) => spans.respond(message))
      .on<RequestMessage>('undici:request:trailers', (message) => spans.complete(message))
      .on<ErrorMessage>('undici:request:error', (message) => spans.fail(message));
    return () => subscriptions.dispose();
  },
};
