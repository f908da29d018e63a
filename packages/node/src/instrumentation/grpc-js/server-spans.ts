import { getSpan, ROOT, withSpan } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { Span } from '../../trace/span.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import { parseAuthority } from '../rpc/rpc-address.ts';
import { setPeer } from '../rpc/rpc-block.ts';
import { RpcMethod, RpcMethods } from '../rpc/rpc-method.ts';
import { RpcSpans, SERVER_KIND } from '../rpc/rpc-spans.ts';
import { grpcStatusName, isServerError, UNIMPLEMENTED } from '../rpc/status-codes.ts';
import type { HandlerFailure, Status, TracedServerCall, UnknownMethodCall } from './call.ts';
import { GRPC_METADATA, HTTP2_HEADERS } from './metadata.ts';

/** Makes the spans of calls that are served. */
export class GrpcServerSpans {
  readonly #spans: RpcSpans;
  readonly #methods = new RpcMethods(
    (authority, path) => new RpcMethod('grpc', path.slice(1), { address: parseAuthority(authority) }),
  );

  constructor(context: InstrumentationContext) {
    this.#spans = new RpcSpans(context, '@throughline/node/grpc-js');
  }

  start(traced: TracedServerCall): void {
    const { call, path } = traced;
    const remote = call.metadata === undefined ? ROOT : this.#spans.extract(call.metadata, GRPC_METADATA);
    const span = this.#spans.start(SERVER_KIND, this.#methods.get(call.getHost?.() ?? '', path), remote);
    traced.context = withSpan(remote, span);
    if (!(span instanceof Span)) return;
    traced.state = span;
    const peer = call.getPeer();
    if (peer !== 'unknown') setPeer(span, peer);
  }

  end({ state: span, status }: TracedServerCall): void {
    if (!(span instanceof Span) || span.ended) return;
    const { code, details } = status as Status;
    const statusCode = grpcStatusName(code);
    this.#spans.end(span, { statusCode, errorType: isServerError(code) ? statusCode : undefined, message: details });
  }

  refuse({ path, headers }: UnknownMethodCall): void {
    const address = parseAuthority(headers[':authority'] ?? headers.host ?? '');
    const method = new RpcMethod('grpc', path.slice(1), { address, isKnown: false });
    const span = this.#spans.start(SERVER_KIND, method, this.#spans.extract(headers, HTTP2_HEADERS));
    if (!(span instanceof Span)) return;
    const statusCode = grpcStatusName(UNIMPLEMENTED);
    this.#spans.end(span, { statusCode, errorType: statusCode, message: '' });
  }

  /** A handler runs in the context of its call. */
  fail({ error }: HandlerFailure): void {
    const span = getSpan(activeContext());
    if (span instanceof Span && !span.ended) span.recordException(error as Error);
  }
}
