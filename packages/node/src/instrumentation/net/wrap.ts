// Node's own channel `net.client.socket` tells of sockets that `net.connect()` made, before it is known where they go, and of
// none that `tls.connect()` or `new Socket()` made. All of them go through `Socket.connect`.
import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { replaceMethod } from '../module-hooks/replace-method.ts';

const dial = channel('throughline:net.dial');

/** A socket is about to be connected. */
export interface DialMessage {
  readonly socket: Socket & { readonly encrypted?: boolean };
  readonly host: string;
  readonly port: number;
  /** Of a Unix socket or a named pipe, in the place of host and port. */
  readonly path: string | undefined;
}

type Call = (this: object, ...args: unknown[]) => unknown;

const wrapped = new WeakSet<object>();

/** Wraps the class of all sockets. */
export function wrapNet(exports: object): void {
  const { Socket: socketClass } = exports as { Socket?: { prototype: object } };
  if (socketClass === undefined || wrapped.has(socketClass)) return;
  wrapped.add(socketClass);
  replaceMethod<Call>(socketClass.prototype, 'connect', (connect) => {
    return function (...args) {
      if (dial.hasSubscribers) dial.publish({ socket: this, ...readTarget(args) });
      return connect.apply(this, args);
    };
  });
}

/** `(options)`, `(port, host)` or `(path)`; Node itself calls with a list that holds the options. */
function readTarget(args: readonly unknown[]): Omit<DialMessage, 'socket'> {
  const first = Array.isArray(args[0]) ? (args[0][0] as unknown) : args[0];
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as Record<string, unknown>;
    return createTarget(host, port, path);
  }
  return isPort(first) ? createTarget(args[1], first, undefined) : createTarget(undefined, undefined, first);
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
}

function createTarget(host: unknown, port: unknown, path: unknown): Omit<DialMessage, 'socket'> {
  return {
    host: typeof host === 'string' && host !== '' ? host : 'localhost',
    port: Number(port ?? 0),
    path: typeof path === 'string' ? path : undefined,
  };
}
