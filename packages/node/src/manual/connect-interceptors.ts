// Loads nothing of the runtime, so that an application may import it with tracing off.
import { channel } from 'node:diagnostics_channel';

/** Which side of a call an interceptor is on. */
export type Side = 'client' | 'server';

/** `UnaryRequest` and `StreamRequest` of @connectrpc/connect. */
export interface ConnectRequest {
  readonly stream: boolean;
  /** `https://example.com/package.Service/Method`, on a server with the query of a GET request. */
  readonly url: string;
  readonly signal: AbortSignal;
  readonly header: Headers;
  [kTraced]?: boolean;
}

/** `UnaryResponse` and `StreamResponse`. */
export interface ConnectResponse {
  readonly stream: boolean;
  /** One message, or with `stream` those of the stream. */
  readonly message: unknown;
}

export type Next = (request: ConnectRequest) => Promise<ConnectResponse>;

/** A call that goes through an interceptor of ours. */
export interface CallMessage {
  readonly side: Side;
  readonly next: Next;
  readonly request: ConnectRequest;
  /** What `next` returned. Set by whoever has called it; otherwise nobody has. */
  response: Promise<ConnectResponse> | undefined;
}

/** Marks a request, which interceptors copy with all its properties. */
const kTraced: unique symbol = Symbol.for('throughline.connect.traced') as never;

export const CONNECT_CALL = 'throughline:connect.call';

const calls = channel(CONNECT_CALL);

/** Whether anybody wants to know of calls. */
export function hasSubscribers(): boolean {
  return calls.hasSubscribers;
}

function createInterceptor(side: Side): (next: Next) => Next {
  return (next) => (request) => {
    if (!calls.hasSubscribers || request[kTraced] === true) return next(request);
    request[kTraced] = true;
    const message: CallMessage = { side, next, request, response: undefined };
    calls.publish(message);
    return message.response ?? next(request);
  };
}

type Interceptor = <F extends (request: never) => Promise<unknown>>(next: F) => F;

/**
 * Traces the calls of a Connect transport where the instrumentation cannot see it being made: in a bundle, or in an ES
 * module loaded before tracing started. To be put first in the list. Where the instrumentation has seen the transport, and
 * with tracing off, it does nothing.
 *
 * @example
 * createConnectTransport({ baseUrl, httpVersion: '1.1', interceptors: [connectClientInterceptor] });
 */
export const connectClientInterceptor: Interceptor = createInterceptor('client') as unknown as Interceptor;

/**
 * The same for the calls that a Connect router serves.
 *
 * @example
 * connectNodeAdapter({ routes, interceptors: [connectServerInterceptor] });
 */
export const connectServerInterceptor: Interceptor = createInterceptor('server') as unknown as Interceptor;
