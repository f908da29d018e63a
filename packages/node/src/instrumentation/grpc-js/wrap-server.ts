// A server gets an interceptor of ours, the first in its list and so the one next to the connection: it sees a call before,
// and its status after all others. From the call it takes on the methods through which everything goes:
//
//   connection ─▶ call.start(listener) ─▶ our listener, in the call's context ─▶ interceptors ─▶ handler
//   connection ◀─ call.sendStatus(…) ◀── handler, interceptors, deadline, the library's own refusals
//
// Interceptors exist since 1.10.
import type { Context } from '@opentelemetry/api';
import { activeContext, storage } from '../../context/context-manager.ts';
import { report } from '../../diagnostics/reporter.ts';
import { CANCELLED } from '../rpc/status-codes.ts';
import {
  type HandlerFailure,
  type IncomingCall,
  type Metadata,
  serverEnd,
  serverFailure,
  type ServerListener,
  serverStart,
  serverUnknown,
  type Status,
  type TracedServerCall,
  type UnknownMethodCall,
} from './call.ts';

type Interceptor = (definition: { readonly path: string }, call: IncomingCall) => IncomingCall;
type Handler = (this: unknown, ...args: unknown[]) => unknown;

interface GrpcServer {
  interceptors?: readonly Interceptor[];
  handlers?: ReadonlyMap<string, unknown>;
  register(name: string, handler: Handler, ...rest: unknown[]): boolean;
  bindAsync(...args: unknown[]): void;
}

const kCall = Symbol('throughline.call');

type WatchedCall = IncomingCall & { [kCall]?: ServerCall };

const wrapped = new WeakSet<object>();

/** Wraps the class `Server`. @returns whether it is that. */
export function wrapServer(exported: unknown): boolean {
  const prototype = (exported as { prototype?: unknown } | undefined | null)?.prototype;
  if (typeof exported !== 'function' || !isServer(prototype)) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  const { register, bindAsync } = prototype;
  prototype.register = function tracedRegister(this: GrpcServer, name, handler, ...rest) {
    if (!serverStart.hasSubscribers) return register.call(this, name, handler, ...rest);
    addInterceptor(this);
    return register.call(this, name, watchHandler(handler), ...rest);
  };
  // For services that were added before.
  prototype.bindAsync = function tracedBindAsync(this: GrpcServer, ...args) {
    if (serverStart.hasSubscribers) addInterceptor(this);
    bindAsync.apply(this, args);
  };
  for (const name of STREAM_HANDLERS) watchUnknownMethods(prototype as unknown as Record<string, StreamHandler>, name);
  return true;
}

type StreamHandler = (this: GrpcServer, ...args: unknown[]) => void;

/** Which of them a server uses depends on an option. */
const STREAM_HANDLERS = ['_channelzHandler', '_streamHandler'] as const;

/** What the server does not have is refused before there is a call that interceptors could see. */
function watchUnknownMethods(prototype: Record<string, StreamHandler>, name: string): void {
  const original = prototype[name];
  if (typeof original !== 'function') return;
  prototype[name] = function tracedStreamHandler(...args) {
    // A list of interceptors comes first since 1.13.
    const headers = args[Array.isArray(args[0]) ? 2 : 1] as UnknownMethodCall['headers'];
    if (serverUnknown.hasSubscribers) publishIfUnknown(this, headers);
    original.apply(this, args);
  };
}

function publishIfUnknown({ handlers }: GrpcServer, headers: UnknownMethodCall['headers']): void {
  const path = headers[':path'];
  // Fast path: there is such a method.
  if (path === undefined || handlers?.has(path) !== false) return;
  if (headers['content-type']?.startsWith('application/grpc') !== true) return;
  serverUnknown.publish({ path, headers } satisfies UnknownMethodCall);
}

const TOO_OLD = 'cannot trace a server of @grpc/grpc-js: got a version without interceptors, need 1.10 or later';

/** The list that the application gave stays as it is. */
function addInterceptor(server: GrpcServer): void {
  const { interceptors } = server;
  if (!Array.isArray(interceptors)) return report('warn', TOO_OLD, 'grpc-js:server');
  if (!interceptors.includes(interceptCall)) server.interceptors = [interceptCall, ...(interceptors as Interceptor[])];
}

function interceptCall({ path }: { readonly path: string }, call: WatchedCall): IncomingCall {
  if (!serverStart.hasSubscribers) return call;
  const traced = new ServerCall(call, path);
  call[kCall] = traced;
  call.start = startTraced;
  call.sendStatus = sendStatusTraced;
  serverStart.publish(traced);
  return call;
}

class ServerCall implements TracedServerCall {
  readonly call: IncomingCall;
  readonly path: string;
  readonly start: IncomingCall['start'];
  readonly sendStatus: IncomingCall['sendStatus'];
  context: Context;
  status: Status | undefined;
  state: unknown;
  /** Whether the library has taken the listener. It does not when the client is gone already. */
  hasStarted: boolean;

  constructor(call: IncomingCall, path: string) {
    this.call = call;
    this.path = path;
    this.start = call.start;
    this.sendStatus = call.sendStatus;
    this.context = activeContext();
    this.status = undefined;
    this.state = undefined;
    this.hasStarted = false;
  }

  /** The first status is the call's. */
  end(status: Status): void {
    if (this.status !== undefined) return;
    this.status = status;
    serverEnd.publish(this);
  }
}

const GONE: Status = { code: CANCELLED, details: 'the client cancelled the call, or its connection was lost' };

/** One function for all calls: `this` tells which. */
function startTraced(this: WatchedCall, listener: ServerListener): void {
  const traced = this[kCall] as ServerCall;
  traced.start.call(this, new ContextListener(listener, traced));
  if (!traced.hasStarted) traced.end(GONE);
}

function sendStatusTraced(this: WatchedCall, status: Status): void {
  const traced = this[kCall] as ServerCall;
  traced.end(status);
  traced.sendStatus.call(this, status);
}

/** Hands on what comes from the connection, in the context of the call. */
class ContextListener implements ServerListener {
  readonly #listener: ServerListener;
  readonly #traced: ServerCall;

  constructor(listener: ServerListener, traced: ServerCall) {
    this.#listener = listener;
    this.#traced = traced;
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.#traced.hasStarted = true;
    storage.run(this.#traced.context, receiveMetadata, this.#listener, metadata);
  }

  onReceiveMessage(message: unknown): void {
    storage.run(this.#traced.context, receiveMessage, this.#listener, message);
  }

  onReceiveHalfClose(): void {
    storage.run(this.#traced.context, receiveHalfClose, this.#listener);
  }

  /** Also called after a status was sent. */
  onCancel(): void {
    this.#traced.end(GONE);
    storage.run(this.#traced.context, receiveCancel, this.#listener);
  }
}

function receiveMetadata(listener: ServerListener, metadata: Metadata): void {
  listener.onReceiveMetadata(metadata);
}

function receiveMessage(listener: ServerListener, message: unknown): void {
  listener.onReceiveMessage(message);
}

function receiveHalfClose(listener: ServerListener): void {
  listener.onReceiveHalfClose();
}

function receiveCancel(listener: ServerListener): void {
  listener.onCancel();
}

/** The library answers for a handler that throws, and keeps the error to itself. */
function watchHandler(handler: Handler): Handler {
  return function tracedHandler(this: unknown, ...args) {
    try {
      return handler.apply(this, args);
    } catch (error) {
      serverFailure.publish({ error } satisfies HandlerFailure);
      throw error;
    }
  };
}

function isServer(value: unknown): value is GrpcServer {
  const server = value as Partial<GrpcServer & { tryShutdown: unknown }> | undefined;
  return [server?.register, server?.bindAsync, server?.tryShutdown].every((method) => typeof method === 'function');
}
