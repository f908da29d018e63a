// Server spans of `node:http` and `node:https`, from the channels that Node publishes:
//
//   http.server.request.start ──▶ span, entered as the context of this request only
//   http.server.response.finish ─▶ status, route, end
//   socket 'close' ──────────────▶ end of what was never answered
import type { Attributes, Context } from '@opentelemetry/api';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { bindEmitter } from '../../context/bind-emitter.ts';
import { getSpan, ROOT, SUPPRESSED, withServerSpan } from '../../context/context.ts';
import { storage } from '../../context/context-manager.ts';
import { findForeignRoute } from '../../context/rpc-metadata.ts';
import { parseRemoteParent, withParsedBaggage } from '../../propagation/remote-context.ts';
import { acceptsBaggage, believedContext } from '../../propagation/trust-boundary.ts';
import { redactUrlQuery } from '../../redaction/redact-url-query.ts';
import { toAttributes } from '../../trace/attributes.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { captureHeaders } from './captured-headers.ts';
import { type Connection, Exchange, findConnection, openConnection } from './connection.ts';
import { createIgnoreRule } from './ignored-requests.ts';
import { type MethodName, MethodNames } from './methods.ts';
import { type RequestBlock, STATUS_KEY } from './request-block.ts';
import { RequestHeaders } from './request-headers.ts';
import { pushClient } from './shared-attributes.ts';
import { enableUpgrades } from './upgrade.ts';

interface RequestMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

const SERVER_KIND = 1;
const SERVER = { kind: SERVER_KIND };
const STATUS_ERROR = 2;
const SLASH = 0x2f;
const FIRST_SERVER_ERROR = 500;

/** Makes the server spans of one runtime. */
export class HttpServerSpans {
  readonly #context: InstrumentationContext;
  readonly #tracer: Tracer;
  readonly #methods: MethodNames;
  readonly #ignores: ReturnType<typeof createIgnoreRule>;
  readonly #headers = new RequestHeaders();
  readonly #onClose = (exchange: Exchange): void => this.#abort(exchange);

  constructor(context: InstrumentationContext) {
    this.#context = context;
    this.#tracer = context.provider.getTracer('@throughline/node/http', RUNTIME_VERSION);
    this.#methods = new MethodNames(context.http.knownMethods);
    this.#ignores = createIgnoreRule(context.http);
  }

  /** Starts the span of a request and enters its context. */
  start({ request, response, socket }: RequestMessage): void {
    if (this.#ignores?.(request)) return storage.enterWith(SUPPRESSED);
    const { span, context } = this.begin(request, socket);
    if (span instanceof Span) this.#record(new Exchange(request, response, span), socket);
    storage.enterWith(context);
    // Node 26 delivers a body that comes later outside of this context; older ones inside.
    if (this.#headers.hasBody) bindEmitter(context, request);
  }

  /** Starts a span for `request` without entering it. */
  begin(request: IncomingMessage, socket: Socket): { span: ReturnType<Tracer['start']>; context: Context } {
    this.#headers.read(request.rawHeaders);
    const remote = this.#context.isW3c ? this.#extractW3c() : this.#extract(request);
    const parent = toIdentity(getSpan(remote));
    const { spanName } = this.#methods.get(request.method as string);
    const span = this.#tracer.start(spanName, this.#options(request, socket), { parent, context: remote });
    return { span, context: withServerSpan(remote, span) };
  }

  /** Attributes are set at the start only where somebody looks at them then; otherwise afterwards, many at once. */
  #options(request: IncomingMessage, socket: Socket): { kind: number; attributes?: Attributes } {
    // Fast path: neither a sampler nor a processor of the application looks.
    if (!this.#isEarly()) return SERVER;
    const { list } = this.#block(request, this.#open(socket));
    return { kind: SERVER_KIND, attributes: toAttributes([...list, ...this.#requestAttributes(request)]) };
  }

  #isEarly(): boolean {
    const { sampler, processors } = this.#context.provider.shared;
    return sampler.needsAttributes || processors !== undefined;
  }

  #block(request: IncomingMessage, { shared }: Connection): RequestBlock {
    return shared.block(this.#headers, request.httpVersion, this.#methods.get(request.method as string).attribute);
  }

  #requestAttributes(request: IncomingMessage): unknown[] {
    const { lengthLimit } = this.#context.provider.shared.attributeBounds;
    const list = requestAttributes(request, this.#methods.get(request.method as string), lengthLimit);
    if (this.#headers.isForwarded) pushClient(list, this.#headers);
    return list;
  }

  /** Ends the span that `response` answers. */
  finish({ response, socket }: RequestMessage): void {
    const exchange = findConnection(socket)?.take(response);
    if (exchange !== undefined) this.end(exchange, response.statusCode);
  }

  /** Fills in what the answer says, and ends the span. */
  end(exchange: Exchange, statusCode: number): void {
    const { span, response } = exchange;
    setStatusCode(exchange, statusCode);
    this.#putRoute(exchange);
    if (statusCode >= FIRST_SERVER_ERROR) setError(span, String(statusCode));
    const { captureServerResponseHeaders, responseHook } = this.#context.http;
    if (captureServerResponseHeaders.length > 0) {
      captureHeaders(span, 'response', { names: captureServerResponseHeaders, headers: response.getHeaders() });
    }
    if (responseHook !== undefined) callHook('responseHook', responseHook.bind(undefined, span, response));
    span.end();
  }

  #putRoute({ span, request, route }: Exchange): void {
    const template = route === '' ? findForeignRoute(span) : route;
    if (template !== '') applyRoute(span, this.#methods.get(request.method as string), template);
  }

  /** Puts the attributes of a request on its span. */
  describe(span: Span, request: IncomingMessage, socket: Socket): RequestBlock | undefined {
    const block = this.#isEarly() ? undefined : this.#putAttributes(span, request, this.#open(socket));
    const { captureServerRequestHeaders, requestHook } = this.#context.http;
    if (captureServerRequestHeaders.length > 0) {
      captureHeaders(span, 'request', { names: captureServerRequestHeaders, headers: request.headers });
    }
    // Not a closure: it would cost an allocation where there is no hook, too.
    if (requestHook !== undefined) callHook('requestHook', requestHook.bind(undefined, span, request));
    return block;
  }

  /** @returns what the span shares with others, if it does. */
  #putAttributes(span: Span, request: IncomingMessage, connection: Connection): RequestBlock | undefined {
    const block = this.#block(request, connection);
    const own = this.#requestAttributes(request);
    if (span.flatAttributes.length > 0) {
      // A sampler has put some there that ours might repeat.
      span.setAttributes(toAttributes([...block.list, ...own]));
      return undefined;
    }
    // Fast path: nobody has.
    span.shareAttributes(block.encoded, block.list);
    span.flatAttributes = own;
    return block;
  }

  #record(exchange: Exchange, socket: Socket): void {
    exchange.block = this.describe(exchange.span, exchange.request, socket);
    this.#open(socket).open.push(exchange);
  }

  #open(socket: Socket): Connection {
    return openConnection(socket, this.#onClose);
  }

  /** The connection closed before the answer was complete. */
  #abort(exchange: Exchange): void {
    const { span, response } = exchange;
    if (span.ended) return;
    setError(span, 'aborted', 'the connection closed before the response was complete');
    if (response.headersSent) return this.end(exchange, response.statusCode);
    this.#putRoute(exchange);
    span.end();
  }

  #extractW3c(): Context {
    const { traceparent, tracestate, baggage } = this.#headers;
    // Fast path: nobody called us with a trace.
    if (traceparent === '' && baggage === '') return ROOT;
    const parent = traceparent === '' ? undefined : parseRemoteParent(traceparent, tracestate);
    const context = parent === undefined ? ROOT : ROOT.withSpan(parent);
    return baggage === '' || !acceptsBaggage() ? context : withParsedBaggage(context, baggage);
  }

  #extract(request: IncomingMessage): Context {
    try {
      return believedContext(this.#context.propagator.extract(ROOT, request.headers, HEADER_GETTER));
    } catch (error) {
      reportBug('propagator', error);
      return ROOT;
    }
  }
}

const HEADER_GETTER = {
  keys: (headers: IncomingMessage['headers']) => Object.keys(headers),
  get: (headers: IncomingMessage['headers'], name: string) => headers[name.toLowerCase()],
};

function requestAttributes(request: IncomingMessage, method: MethodName, lengthLimit: number): unknown[] {
  // As a whole: whether a parameter is a secret may depend on the path.
  const target = redactUrlQuery(request.url as string);
  const url = target.charCodeAt(0) === SLASH ? target : toOriginForm(target);
  const query = url.indexOf('?');
  const list = query === -1 ? ['url.path', url] : ['url.path', url.slice(0, query), 'url.query', url.slice(query + 1)];
  if (url.length > lengthLimit) cutValues(list, lengthLimit);
  if (method.original !== undefined) list.push('http.request.method_original', method.original);
  return list;
}

/** What a client asks a proxy for, `http://host/path`, without scheme and host; `*` and the host of CONNECT as they are. */
function toOriginForm(target: string): string {
  const { 0: origin } = /^https?:\/\/[^/?#]*/i.exec(target) ?? [''];
  const rest = target.slice(origin.length);
  return origin === '' || rest.startsWith('/') ? rest : `/${rest}`;
}

/** A request line is Latin-1: it has no character that a cut could halve. */
function cutValues(list: string[], lengthLimit: number): void {
  for (let index = 1; index < list.length; index += 2) list[index] = list[index].slice(0, lengthLimit);
}

function setStatusCode({ span, block }: Exchange, statusCode: number): void {
  if (block === undefined || span.sharedList !== block.list) {
    span.flatAttributes.push(STATUS_KEY, statusCode);
    return;
  }
  // Fast path: an answer like others of this connection.
  const { encoded, list } = block.withStatus(statusCode);
  span.shareAttributes(encoded, list);
}

/** The name becomes `GET /users/:id`, unless the application has named the span itself. */
function applyRoute(span: Span, method: MethodName, route: string): void {
  span.flatAttributes.push('http.route', route);
  if (span.name === method.spanName) span.name = `${method.spanName} ${route}`;
}

function setError(span: Span, type: string, message = ''): void {
  // What the application or its framework said is more precise.
  if (!span.flatAttributes.includes('error.type')) span.flatAttributes.push('error.type', type);
  if (span.statusCode !== 0) return;
  span.statusCode = STATUS_ERROR;
  span.statusMessage = message;
}

function callHook(name: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    reportBug(`http.${name}`, error);
  }
}

/** Server spans of `node:http` and `node:https`. */
export const httpServer: Instrumentation = {
  name: 'http-server',
  enable(context) {
    const spans = new HttpServerSpans(context);
    const subscriptions = new Subscriptions()
      .on<RequestMessage>('http.server.request.start', (message) => spans.start(message))
      .on<RequestMessage>('http.server.response.finish', (message) => spans.finish(message))
      .add(enableUpgrades(spans));
    return () => subscriptions.dispose();
  },
};
