// ws publishes nothing. Three places are wrapped, all of them on prototypes:
//
//   WebSocketServer.handleUpgrade ─▶ throughline:ws.upgrade   a server begins to answer an upgrade
//   WebSocket.setSocket ───────────▶ throughline:ws.open      either side: the upgrade is complete
//   WebSocket.emit ────────────────▶ throughline:ws.event     every event of an open socket, as the application will see it
//   WebSocket.send ────────────────▶ throughline:ws.send
//
// What a socket does, and in which order, stays as it is: the channels only say in which context it does it.
import type { Context } from '@opentelemetry/api';
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { storage } from '../../context/context-manager.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';

const upgrade = channel('throughline:ws.upgrade');
const open = channel('throughline:ws.open');
const event = channel('throughline:ws.event');
const eventEnd = channel('throughline:ws.event.end');
const send = channel('throughline:ws.send');
const sendEnd = channel('throughline:ws.send.end');

/** What we use of a socket of ws. */
export interface WebSocketLike {
  /** Of a client. */
  readonly url?: string;
  readonly readyState: number;
  readonly _isServer?: boolean;
}

/** A server begins to answer an upgrade. */
export interface UpgradeMessage {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
}

/** The upgrade of a socket is complete. */
export interface OpenMessage {
  readonly webSocket: WebSocketLike;
  readonly socket: Duplex;
}

/** A socket emits an event. */
export class EventMessage {
  readonly webSocket: WebSocketLike;
  readonly name: unknown;
  /** Of the event; the first is its name. */
  readonly args: readonly unknown[];
  /** Where its listeners run: a subscriber says so, if it knows the socket. */
  context: Context | undefined;
  /** Room for whoever subscribes. Without anything there, nobody is told of the end. */
  state: unknown;

  constructor(webSocket: WebSocketLike, args: readonly unknown[]) {
    this.webSocket = webSocket;
    this.name = args[0];
    this.args = args;
    this.context = undefined;
    this.state = undefined;
  }
}

/** A socket is about to send. */
export class SendMessage {
  readonly webSocket: WebSocketLike;
  /** What is sent: a subscriber may put something else in its place. */
  data: unknown;
  /** Whether this is the last or only fragment of a message. */
  readonly isLast: boolean;
  /** What was thrown; undefined for success. */
  error: unknown;
  /** Room for whoever subscribes. Without anything there, nobody is told of the end. */
  state: unknown;

  constructor(webSocket: WebSocketLike, data: unknown, isLast: boolean) {
    this.webSocket = webSocket;
    this.data = data;
    this.isLast = isLast;
    this.error = undefined;
    this.state = undefined;
  }
}

type Call = (this: object, ...args: unknown[]) => unknown;

const OPEN_STATE = 1;
const wrapped = new WeakSet<object>();

/** Wraps the class of sockets or of servers, or both where one has the other. @returns whether it is that. */
export function wrapWs(exported: unknown): boolean {
  if (typeof exported !== 'function') return false;
  const { Server, prototype } = exported as { Server?: unknown; prototype?: object };
  if (prototype === undefined) return false;
  if (Server !== undefined) wrapWs(Server);
  const isSocket = 'setSocket' in prototype && 'send' in prototype;
  const isServer = 'handleUpgrade' in prototype && 'completeUpgrade' in prototype;
  if ((!isSocket && !isServer) || wrapped.has(prototype)) return isSocket || isServer;
  wrapped.add(prototype);
  if (isServer) wrapHandleUpgrade(prototype);
  if (isSocket) wrapSocket(prototype);
  return true;
}

function wrapHandleUpgrade(prototype: object): void {
  replaceMethod<Call>(prototype, 'handleUpgrade', (handleUpgrade) => {
    return function (...args) {
      if (!upgrade.hasSubscribers) return handleUpgrade.apply(this, args);
      const message = { request: args[0], socket: args[1] } as UpgradeMessage;
      return upgrade.runStores(message, () => handleUpgrade.apply(this, args));
    };
  });
}

function wrapSocket(prototype: object): void {
  replaceMethod<Call>(prototype, 'setSocket', (setSocket) => {
    return function (...args) {
      if (open.hasSubscribers) open.publish({ webSocket: this, socket: args[0] } as OpenMessage);
      return setSocket.apply(this, args);
    };
  });
  replaceMethod<Call>(prototype, 'send', wrapSend);
  wrapEmit(prototype as { emit: Call });
}

/** It is inherited from `EventEmitter`, and so becomes a property of the sockets' own prototype. */
function wrapEmit(prototype: { emit: Call }): void {
  const { emit } = prototype;
  const traced: Call = function (...args) {
    if (!event.hasSubscribers) return emit.apply(this, args);
    const message = new EventMessage(this as WebSocketLike, args);
    event.publish(message);
    if (message.context === undefined) return emit.apply(this, args);
    try {
      return storage.run(message.context, () => emit.apply(this, args));
    } finally {
      if (message.state !== undefined) eventEnd.publish(message);
    }
  };
  Object.defineProperty(traced, 'name', { value: 'emit', configurable: true });
  Object.defineProperty(prototype, 'emit', { value: traced, configurable: true, writable: true, enumerable: false });
}

function wrapSend(original: Call): Call {
  return function (...args) {
    const webSocket = this as WebSocketLike;
    if (!send.hasSubscribers || webSocket.readyState !== OPEN_STATE) return original.apply(this, args);
    const message = new SendMessage(webSocket, args[0], isLastFragment(args[1]));
    send.publish(message);
    args[0] = message.data;
    // Fast path: messages have no spans.
    if (message.state === undefined) return original.apply(this, args);
    return sendTraced(message, () => original.apply(this, args));
  };
}

function isLastFragment(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return true;
  const { fin = true } = options as { fin?: boolean };
  return fin;
}

function sendTraced(message: SendMessage, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    message.error = error;
    throw error;
  } finally {
    sendEnd.publish(message);
  }
}
