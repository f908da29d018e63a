// How instrumentations of frameworks that are none of ours tell the route of a request: they take the "RPC metadata" of
// @opentelemetry/core out of the active context and set its `route`. Ours is made only when one of them asks.
import type { Span } from '@opentelemetry/api';

/** The key under which @opentelemetry/core looks, 1.x to 3.x. */
export const RPC_METADATA_KEY: symbol = Symbol.for('OpenTelemetry SDK Context Key RPC_METADATA');

/** `RPCMetadata` of @opentelemetry/core. */
export interface RpcMetadata {
  readonly type: 'http';
  /** The server span of the request. */
  readonly span: Span;
  /** The framework's route template. */
  route: string | undefined;
}

const metadataOf = new WeakMap<Span, RpcMetadata>();
let hasBeenAsked = false;

/** The metadata of the request that a server span is about, the same one each time. */
export function getRpcMetadata(span: Span): RpcMetadata {
  hasBeenAsked = true;
  let metadata = metadataOf.get(span);
  if (metadata === undefined) metadataOf.set(span, (metadata = { type: 'http', span, route: undefined }));
  return metadata;
}

/** The route that others have told of the request of a server span, `''` for none. */
export function findForeignRoute(span: Span): string {
  // Fast path: no such instrumentation is here.
  if (!hasBeenAsked) return '';
  const route = metadataOf.get(span)?.route;
  return typeof route === 'string' ? route : '';
}
