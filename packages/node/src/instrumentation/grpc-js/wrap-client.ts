// Every call of a client, of whatever kind and however the client was made, goes through `Channel.createCall`, behind the
// interceptors: what they answer themselves never gets here, what they retry gets here again.
//
// The library reports from the connection, in whatever context that was opened. So what it reports is handed on in the
// context of the caller.
import type { Context } from '@opentelemetry/api';
import { activeContext, storage } from '../../context/context-manager.ts';
import {
  clientEnd,
  type ClientListener,
  clientStart,
  type GrpcChannel,
  type Metadata,
  type OutgoingCall,
  type Status,
  type TracedClientCall,
} from './call.ts';

const kCall = Symbol('throughline.call');

type WatchedCall = OutgoingCall & { [kCall]?: ClientCall };

const wrapped = new WeakSet<object>();

/** Wraps the class `Channel`. @returns whether it is that. */
export function wrapChannel(exported: unknown): boolean {
  const prototype = (exported as { prototype?: unknown } | undefined | null)?.prototype;
  if (typeof exported !== 'function' || !isChannel(prototype)) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  const { createCall } = prototype;
  prototype.createCall = function tracedCreateCall(this: GrpcChannel, method, ...rest) {
    const call: WatchedCall = createCall.call(this, method, ...rest);
    if (clientStart.hasSubscribers) {
      call[kCall] = new ClientCall(call, method, this);
      call.start = startTraced;
    }
    return call;
  };
  return true;
}

class ClientCall implements TracedClientCall {
  readonly call: OutgoingCall;
  readonly path: string;
  readonly channel: GrpcChannel;
  readonly start: OutgoingCall['start'];
  context: Context;
  metadata: Metadata;
  status: Status | undefined;
  state: unknown;

  constructor(call: OutgoingCall, path: string, channel: GrpcChannel) {
    this.call = call;
    this.path = path;
    this.channel = channel;
    this.start = call.start;
    this.context = activeContext();
    this.metadata = undefined as unknown as Metadata;
    this.status = undefined;
    this.state = undefined;
  }
}

/** One function for all calls: `this` tells which. */
function startTraced(this: WatchedCall, metadata: Metadata, listener: ClientListener): void {
  const traced = this[kCall] as ClientCall;
  traced.metadata = metadata;
  clientStart.publish(traced);
  traced.start.call(this, traced.metadata, new CallerListener(listener, traced));
}

/** Hands on to the application what the library reports. */
class CallerListener implements ClientListener {
  readonly #listener: ClientListener;
  readonly #traced: ClientCall;

  constructor(listener: ClientListener, traced: ClientCall) {
    this.#listener = listener;
    this.#traced = traced;
  }

  onReceiveMetadata(metadata: Metadata): void {
    storage.run(this.#traced.context, receiveMetadata, this.#listener, metadata);
  }

  onReceiveMessage(message: unknown): void {
    storage.run(this.#traced.context, receiveMessage, this.#listener, message);
  }

  onReceiveStatus(status: Status): void {
    const traced = this.#traced;
    if (traced.status === undefined) {
      traced.status = status;
      clientEnd.publish(traced);
    }
    storage.run(traced.context, receiveStatus, this.#listener, status);
  }
}

function receiveMetadata(listener: ClientListener, metadata: Metadata): void {
  listener.onReceiveMetadata(metadata);
}

function receiveMessage(listener: ClientListener, message: unknown): void {
  listener.onReceiveMessage(message);
}

function receiveStatus(listener: ClientListener, status: Status): void {
  listener.onReceiveStatus(status);
}

function isChannel(value: unknown): value is GrpcChannel {
  const channel = value as Partial<GrpcChannel & { getConnectivityState: unknown }> | undefined;
  return [channel?.createCall, channel?.getTarget, channel?.getConnectivityState].every(
    (method) => typeof method === 'function',
  );
}
