import type { Socket } from 'node:net';

/** Long enough for the first packet to be lost twice. */
const CONNECT_TIMEOUT_MS = 4000;

export interface ConnectingOptions {
  /** Called whenever the socket has a new handle, which starts with a hold on the process. */
  readonly applyHold: () => void;
  /** Destroys the connection. */
  readonly giveUp: (error: Error) => void;
  /** Default 4000. */
  readonly timeoutMs?: number;
}

/**
 * Bounds how long a socket may take to connect: until then, whatever is asked of it, Node keeps the process alive.
 */
export function watchConnecting(socket: Socket, options: ConnectingOptions): void {
  const { applyHold, giveUp, timeoutMs = CONNECT_TIMEOUT_MS } = options;
  applyHold();
  if (!socket.connecting) return;
  const timer = setTimeout(() => giveUp(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs).unref();
  const stop = (): void => clearTimeout(timer);
  // The addresses of a host are tried in turn, each on a handle of its own.
  socket.on('connectionAttempt', applyHold).once('connect', stop).once('close', stop);
}
