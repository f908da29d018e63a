// Two protocols that are often sent to each other's port begin differently: HTTP/2, and so gRPC, with a fixed text, HTTP/1 with
// the name of a method. Looking at the first bytes of a connection lets both ports answer both in their own words.
import type { Server, Socket } from 'node:net';

/** How every HTTP/2 connection begins (RFC 9113, 3.4). */
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0');

/** Who answers a connection. Its first bytes are back in the socket. */
export interface ConnectionRoutes {
  readonly http2: (socket: Socket) => void;
  readonly other: (socket: Socket) => void;
}

/** Hands each connection of a server to whom it is for. */
export class ConnectionRouter {
  readonly #routes: ConnectionRoutes;
  readonly #timeoutMs: number;
  /** Connections that have not said anything yet. */
  readonly #silent = new Set<Socket>();

  /** @param timeoutMs - after so long without its first bytes a connection is closed. */
  constructor(server: Server, routes: ConnectionRoutes, timeoutMs: number) {
    this.#routes = routes;
    this.#timeoutMs = timeoutMs;
    server.on('connection', (socket) => this.#watch(socket));
  }

  /** Closes connections that have not said anything. */
  closeSilent(): void {
    for (const socket of this.#silent) socket.destroy();
  }

  #watch(socket: Socket): void {
    this.#silent.add(socket);
    const forget = (): void => void this.#silent.delete(socket);
    const timer = setTimeout(() => socket.destroy(), this.#timeoutMs).unref();
    let first: Buffer = Buffer.alloc(0);
    const look = (chunk: Buffer): void => {
      first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
      if (mayBecomeHttp2(first)) return;
      clearTimeout(timer);
      socket.off('data', look).off('error', forget).off('close', forget);
      forget();
      socket.pause();
      socket.unshift(first);
      this.#route(socket, first);
    };
    socket.on('data', look).on('error', forget).on('close', forget);
  }

  #route(socket: Socket, first: Buffer): void {
    const isHttp2 = first.subarray(0, HTTP2_PREFACE.length).equals(HTTP2_PREFACE);
    // Node's HTTP/2 takes what is in the socket by itself; flowing, it would be lost.
    if (isHttp2) return this.#routes.http2(socket);
    this.#routes.other(socket);
    socket.resume();
  }
}

/** Whether so few bytes do not tell yet. */
function mayBecomeHttp2(first: Buffer): boolean {
  return first.length < HTTP2_PREFACE.length && HTTP2_PREFACE.subarray(0, first.length).equals(first);
}
