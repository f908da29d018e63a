// What the clients have in common, `node:http` as well as undici: how the span of a request starts, what it learns on the
// way, and how it ends. The caller's context is never changed: a client span is the parent of nothing in this process.
import type { Context } from '@opentelemetry/api';
import type { HttpConfiguration } from '../../configuration/configuration.ts';
import { getSpan, withSpan } from '../../context/context.ts';
import { type CarrierWriter, injectW3c } from '../../propagation/inject-w3c.ts';
import { redactUrlQuery } from '../../redaction/redact-url-query.ts';
import { toAttributes } from '../../trace/attributes.ts';
import { errorMessage, errorType } from '../../trace/exception.ts';
import type { NonRecordingSpan } from '../../trace/non-recording-span.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import type { TracerShared } from '../../trace/tracer-shared.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { reportBug } from '../guard.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import { type ClientPeer, formatOrigin, type RequestUrl } from './client-target.ts';
import { type MethodName, MethodNames } from './methods.ts';

/** Puts headers on one kind of request. */
export interface HeaderWriter<Request> extends CarrierWriter<Request> {
  /** Replaces all values of the header. */
  set(request: Request, name: string, value: string): void;
}

/** What a span starts with. */
export interface ClientRequestStart {
  readonly method: string;
  readonly url: RequestUrl;
  readonly context: Context;
  /** Earlier attempts of the same request: retries and redirects. */
  readonly resendCount: number;
}

/** A request that is under way, recorded. */
export class ClientExchange {
  readonly span: Span;
  readonly url: RequestUrl;
  /** 0 until the response has come. */
  statusCode: number;

  constructor(span: Span, url: RequestUrl) {
    this.span = span;
    this.url = url;
    this.statusCode = 0;
  }
}

type HookedRequest = Parameters<NonNullable<HttpConfiguration['requestHook']>>[1];
type HookedResponse = Parameters<NonNullable<HttpConfiguration['responseHook']>>[1];
type OutgoingRequest = Parameters<NonNullable<HttpConfiguration['ignoreOutgoingRequest']>>[0];

const CLIENT_KIND = 2;
const CLIENT = { kind: CLIENT_KIND };
const STATUS_ERROR = 2;
const FIRST_ERROR_STATUS = 400;
/** As many attributes as a client span gets from here; above it, no limit has to be looked at. */
const MOST_ATTRIBUTES = 32;

/** Makes the client spans of one instrumentation. */
export class ClientSpans {
  readonly http: HttpConfiguration;
  readonly #context: InstrumentationContext;
  readonly #tracer: Tracer;
  readonly #shared: TracerShared;
  readonly #methods: MethodNames;

  constructor(context: InstrumentationContext, scope: string) {
    this.http = context.http;
    this.#context = context;
    this.#tracer = context.provider.getTracer(scope, RUNTIME_VERSION);
    this.#shared = context.provider.shared;
    this.#methods = new MethodNames(context.http.knownMethods);
  }

  /** Whether the application wants no span for this request. */
  ignores(request: OutgoingRequest): boolean {
    const { ignoreOutgoingRequest } = this.http;
    if (ignoreOutgoingRequest === undefined) return false;
    try {
      return ignoreOutgoingRequest(request) === true;
    } catch (error) {
      reportBug('http.ignoreOutgoingRequest', error);
      return false;
    }
  }

  /** Starts the span of a request. */
  start(request: ClientRequestStart): Span | NonRecordingSpan {
    const { context } = request;
    const method = this.#methods.get(request.method);
    const { sampler, processors } = this.#shared;
    // Somebody wants to see the attributes before the span exists.
    const early = sampler.needsAttributes || processors !== undefined;
    const options = early
      ? { kind: CLIENT_KIND, attributes: toAttributes(this.#describeAll(request, method)) }
      : CLIENT;
    const span = this.#tracer.start(method.spanName, options, { parent: toIdentity(getSpan(context)), context });
    if (span instanceof Span && !early) this.#putAttributes(span, request, method);
    return span;
  }

  /** Writes the headers by which the other side continues the trace. */
  inject<Request>(
    request: Request,
    writer: HeaderWriter<Request>,
    { span, context }: { span: Span | NonRecordingSpan; context: Context },
  ): void {
    try {
      if (this.#context.isW3c) injectW3c(request, writer, { span, context });
      else this.#context.propagator.inject(withSpan(context, span), request, writer);
    } catch (error) {
      reportBug('propagator', error);
    }
  }

  /** Lets the application add to a span that has just started. */
  callRequestHook(span: Span, request: HookedRequest): void {
    const { requestHook } = this.http;
    if (requestHook !== undefined) callHook('requestHook', () => requestHook(span, request));
  }

  /** Notes which connection carries the request. */
  setPeer({ span, url }: ClientExchange, peer: ClientPeer): void {
    const { list } = url.target;
    // Fast path: the span's shared attributes are the target's, which the peer's begin with.
    if (span.sharedList === list && this.#isUntouched()) span.shareAttributes(peer.encoded, peer.list);
    else setAll(span, peer.list.slice(list.length));
  }

  /** Notes the response's status. */
  respond(exchange: ClientExchange, statusCode: number, response: HookedResponse): void {
    const { span } = exchange;
    exchange.statusCode = statusCode;
    this.#add(span, 'http.response.status_code', statusCode);
    if (statusCode >= FIRST_ERROR_STATUS) {
      this.#add(span, 'error.type', String(statusCode));
      span.setStatus({ code: STATUS_ERROR });
    }
    const { responseHook } = this.http;
    if (responseHook !== undefined) callHook('responseHook', () => responseHook(span, response));
  }

  /** Notes why the request failed, unless it has not: the application only wants no more of the response. */
  fail({ span, statusCode, url: { target } }: ClientExchange, error: unknown): void {
    if (statusCode !== 0 && isCancellation(error)) return;
    // No connection came about: the error of the attempt names the peer.
    if (span.sharedList === target.list) setAttemptedPeer(span, error);
    span.setAttribute('error.type', errorType(error));
    span.setStatus({ code: STATUS_ERROR, message: describeError(error) });
  }

  /** The port of a request that did not say it, once the connection has told. */
  setPort({ span, url }: ClientExchange, port: number | undefined): void {
    if (port === undefined) return;
    const { target, path } = url;
    span.setAttribute('url.full', this.#cut(formatOrigin(target.protocol, target.host, port) + redactUrlQuery(path)));
  }

  #putAttributes(span: Span, request: ClientRequestStart, method: MethodName): void {
    const { target } = request.url;
    if (span.flatAttributes.length > 0 || this.#shared.limits.attributeCountLimit < MOST_ATTRIBUTES) {
      return setAll(span, this.#describeAll(request, method));
    }
    // Fast path: nobody has put anything on the span yet, and all of it fits.
    span.shareAttributes(target.encoded, target.list);
    span.flatAttributes = this.#describe(request, method);
  }

  #describeAll(request: ClientRequestStart, method: MethodName): unknown[] {
    return [...request.url.target.list, ...this.#describe(request, method)];
  }

  #describe({ url, resendCount }: ClientRequestStart, { attribute, original }: MethodName): unknown[] {
    const full = this.#cut(url.target.origin + redactUrlQuery(url.path));
    const list: unknown[] = ['http.request.method', attribute, 'url.full', full];
    if (original !== undefined) list.push('http.request.method_original', original);
    if (resendCount > 0) list.push('http.request.resend_count', resendCount);
    return list;
  }

  #cut(url: string): string {
    const { lengthLimit } = this.#shared.attributeBounds;
    return url.length > lengthLimit ? url.slice(0, lengthLimit) : url;
  }

  /** True where no code of the application can have put attributes on the span that ours would repeat. */
  #isUntouched(): boolean {
    return this.http.requestHook === undefined && this.#shared.processors === undefined;
  }

  #add(span: Span, key: string, value: unknown): void {
    if (this.#isUntouched() && span.sharedList.length > 0) span.flatAttributes.push(key, value);
    else span.setAttribute(key, value);
  }
}

function setAll(span: Span, list: readonly unknown[]): void {
  for (let index = 0; index < list.length; index += 2) {
    span.setAttribute(list[index] as string, list[index + 1] as never);
  }
}

function setAttemptedPeer(span: Span, error: unknown): void {
  const { address, port } = (error ?? {}) as { address?: unknown; port?: unknown };
  if (typeof address === 'string') span.setAttribute('network.peer.address', address);
  if (typeof port === 'number') span.setAttribute('network.peer.port', port);
}

/** The response was there, and the application stopped reading it. A timeout that did so is a failure all the same. */
function isCancellation(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { name?: unknown } };
  return name === 'AbortError' && cause?.name !== 'TimeoutError';
}

/** The message of an error; where it has none, as with several addresses that refused, those of its parts. */
function describeError(error: unknown): string {
  const message = errorMessage(error);
  if (message !== '' || !(error instanceof AggregateError)) return message;
  return error.errors.map(errorMessage).join('; ');
}

function callHook(name: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    reportBug(`http.${name}`, error);
  }
}
