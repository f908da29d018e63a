import { isSuppressed } from '../../context/context.ts';
import { Span } from '../../trace/span.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import { parseGrpcTarget } from '../rpc/rpc-address.ts';
import { setPeer } from '../rpc/rpc-block.ts';
import { RpcMethod, RpcMethods } from '../rpc/rpc-method.ts';
import { CLIENT_KIND, RpcSpans } from '../rpc/rpc-spans.ts';
import { grpcStatusName, OK } from '../rpc/status-codes.ts';
import type { Status, TracedClientCall } from './call.ts';
import { GRPC_METADATA } from './metadata.ts';

/** Makes the spans of calls that are made. */
export class GrpcClientSpans {
  readonly #spans: RpcSpans;
  readonly #methods = new RpcMethods(
    (target, path) => new RpcMethod('grpc', path.slice(1), { address: parseGrpcTarget(target) }),
  );

  constructor(context: InstrumentationContext) {
    this.#spans = new RpcSpans(context, '@throughline/node/grpc-js');
  }

  start(traced: TracedClientCall): void {
    const { context, channel, path } = traced;
    if (isSuppressed(context)) return;
    const method = this.#methods.get(channel.getTarget(), path);
    const span = this.#spans.start(CLIENT_KIND, method, context);
    traced.metadata = traced.metadata.clone();
    this.#spans.inject(traced.metadata, GRPC_METADATA, { span, method, context });
    if (span instanceof Span) traced.state = span;
  }

  end({ state: span, status, call, channel }: TracedClientCall): void {
    if (!(span instanceof Span) || span.ended) return;
    const { code, details } = status as Status;
    const statusCode = grpcStatusName(code);
    const peer = call.getPeer();
    // Without a connection, it is the target.
    if (peer !== channel.getTarget() && peer !== 'unknown') setPeer(span, peer);
    this.#spans.end(span, { statusCode, errorType: code === OK ? undefined : statusCode, message: details });
  }
}
