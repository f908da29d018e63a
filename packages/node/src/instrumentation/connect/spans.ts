// Spans of Connect, both sides. Over HTTP/1 a call has two spans on each side, as it has in other languages: that of the call,
// and that of the request which carries it. Over HTTP/2 there is only the one.
import type { Context, TextMapGetter } from '@opentelemetry/api';
import { isSuppressed, TraceContext, withSpan } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { getRpcMetadata } from '../../context/rpc-metadata.ts';
import type { CarrierWriter } from '../../propagation/inject-w3c.ts';
import { Span } from '../../trace/span.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { RpcMethod, RpcMethods, type RpcSystem } from '../rpc/rpc-method.ts';
import { CLIENT_KIND, RpcSpans, SERVER_KIND } from '../rpc/rpc-spans.ts';
import { describeEnding } from './ending.ts';
import { type CallMessage, CONNECT_CALL, type ConnectRequest } from '../../manual/connect-interceptors.ts';
import { TracedCall } from './traced-call.ts';
import { REPLACED_FUNCTIONS, wrapConnect } from './wrap.ts';

const HEADERS: CarrierWriter<Headers> & TextMapGetter<Headers> = {
  set: (headers, name, value) => headers.set(name, value),
  remove: (headers, name) => headers.delete(name),
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
};

class ConnectSpans {
  readonly #spans: RpcSpans;
  readonly #methods = new RpcMethods((system, url) => createMethod(system as RpcSystem, url));

  constructor(context: InstrumentationContext) {
    this.#spans = new RpcSpans(context, '@throughline/node/connect');
  }

  call(message: CallMessage): void {
    const { side, request } = message;
    const context = side === 'client' ? activeContext() : this.#receivedContext(request);
    if (isSuppressed(context)) return;
    const system = request.header.get('content-type')?.startsWith('application/grpc') === true ? 'grpc' : 'connectrpc';
    const method = this.#methods.get(system, withoutQuery(request.url));
    const span = this.#spans.start(side === 'client' ? CLIENT_KIND : SERVER_KIND, method, context);
    if (side === 'client') this.#spans.inject(request.header, HEADERS, { span, method, context });
    const traced = new TracedCall(request, withSpan(context, span), (ending) => {
      if (!(span instanceof Span) || span.ended) return;
      const { outcome, exception } = describeEnding(ending, side, system);
      if (exception !== undefined) span.recordException(exception);
      this.#spans.end(span, outcome);
    });
    traced.run(message);
  }

  /** That of the HTTP request, if there is one of ours: it knows the caller, and over HTTP/2 there is none. */
  #receivedContext({ header, url }: ConnectRequest): Context {
    const active = activeContext();
    if (isSuppressed(active)) return active;
    if (!(active instanceof TraceContext) || active.serverSpan === undefined) {
      return this.#spans.extract(header, HEADERS);
    }
    if (active.serverSpan instanceof Span) getRpcMetadata(active.serverSpan).route ??= pathOf(url);
    return active;
  }
}

function createMethod(system: RpcSystem, text: string): RpcMethod {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return new RpcMethod(system, url.pathname.split('/').slice(-2).join('/'), { address: { host, port } });
}

function pathOf(url: string): string {
  return new URL(withoutQuery(url)).pathname;
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

const LIBRARY: ModuleTarget = {
  name: '@connectrpc/connect',
  wrap: wrapConnect,
  required: {
    from: /[\\/]@connectrpc[\\/]connect[\\/]dist[\\/]cjs[\\/]/,
    id: /(?:^|\/)(?:run-call|invoke-implementation)(?:\.js)?$/,
  },
  imported: {
    directory: '/@connectrpc/connect/',
    defines: /\bexport (?:async )?function (?:runUnaryCall|invokeUnaryImplementation)\b/,
    functions: REPLACED_FUNCTIONS,
  },
  cached: /[\\/]@connectrpc[\\/]connect[\\/]dist[\\/]cjs[\\/]protocol[\\/](?:run-call|invoke-implementation)\.js$/,
  needsEarlyStart: false,
};

/** Spans of Connect's transports and routers, with each of its protocols and adapters. */
export const connect: Instrumentation = {
  name: 'connect',
  enable(context) {
    const spans = new ConnectSpans(context);
    const subscriptions = new Subscriptions()
      .on<CallMessage>(CONNECT_CALL, (message) => spans.call(message))
      .add(watchModule(LIBRARY));
    return () => subscriptions.dispose();
  },
};
