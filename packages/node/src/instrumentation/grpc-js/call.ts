// What of @grpc/grpc-js the instrumentation works with, in every 1.x, and the messages of our channels.
import type { Context } from '@opentelemetry/api';
import { channel } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders } from 'node:http2';

/** `Metadata`. */
export interface Metadata {
  get(key: string): readonly unknown[];
  set(key: string, value: string): void;
  remove(key: string): void;
  clone(): Metadata;
}

/** `StatusObject`. */
export interface Status {
  readonly code: number;
  readonly details: string;
}

/** `Call`, as `Channel.createCall` returns it. */
export interface OutgoingCall {
  start(metadata: Metadata, listener: ClientListener): void;
  getPeer(): string;
}

/** `InterceptingListener`. */
export interface ClientListener {
  onReceiveMetadata(metadata: Metadata): void;
  onReceiveMessage(message: unknown): void;
  onReceiveStatus(status: Status): void;
}

/** `Channel`. */
export interface GrpcChannel {
  createCall(method: string, ...rest: unknown[]): OutgoingCall;
  getTarget(): string;
}

/** `ServerInterceptingCallInterface`. */
export interface IncomingCall {
  /** Private in the library's types; there in all versions that have interceptors. */
  readonly metadata?: Metadata;
  start(listener: ServerListener): void;
  sendStatus(status: Status): void;
  getPeer(): string;
  /** Since 1.13. */
  getHost?(): string;
}

/** `InterceptingServerListener`. */
export interface ServerListener {
  onReceiveMetadata(metadata: Metadata): void;
  onReceiveMessage(message: unknown): void;
  onReceiveHalfClose(): void;
  onCancel(): void;
}

/** A call, from when it starts until its status: the message of both channels of its side. */
export interface TracedCall {
  /** `/package.Service/Method`. */
  readonly path: string;
  /** Where the callbacks and events of the call run. */
  context: Context;
  /** Undefined until the end. */
  status: Status | undefined;
  /** Room for whoever subscribes. */
  state: unknown;
}

/** A call that is made. */
export interface TracedClientCall extends TracedCall {
  readonly call: OutgoingCall;
  readonly channel: GrpcChannel;
  /** What is sent. The application's own object at first: a subscriber puts a copy in its place and changes that. */
  metadata: Metadata;
}

/** A call that is served. */
export interface TracedServerCall extends TracedCall {
  readonly call: IncomingCall;
}

/** A call of a method that the server does not have. It has been refused. */
export interface UnknownMethodCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A handler has thrown. */
export interface HandlerFailure {
  readonly error: unknown;
}

export const CLIENT_START = 'throughline:grpc-js.client.start';
export const CLIENT_END = 'throughline:grpc-js.client.end';
export const SERVER_START = 'throughline:grpc-js.server.start';
export const SERVER_END = 'throughline:grpc-js.server.end';
export const SERVER_UNKNOWN = 'throughline:grpc-js.server.unknown';
export const SERVER_FAILURE = 'throughline:grpc-js.server.failure';

export const clientStart = channel(CLIENT_START);
export const clientEnd = channel(CLIENT_END);
export const serverStart = channel(SERVER_START);
export const serverEnd = channel(SERVER_END);
export const serverUnknown = channel(SERVER_UNKNOWN);
export const serverFailure = channel(SERVER_FAILURE);
