// What each port answers to the other's protocol.
import { createServer } from 'node:http2';
import type { Http2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** gRPC's code for a service that is not there. */
const UNIMPLEMENTED = '12';

const IDLE_MS = 10_000;

/** Answers gRPC with a status that every client of it shows. */
export class GrpcRefusal {
  readonly #server = createServer();
  readonly #sessions = new Set<Http2Session>();

  constructor(message: () => string) {
    this.#server.on('session', (session) => {
      this.#sessions.add(session);
      session.setTimeout(IDLE_MS, () => session.destroy());
      session.on('close', () => this.#sessions.delete(session)).on('error', () => session.destroy());
    });
    this.#server.on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => stream.destroy());
      stream.respond(
        {
          ':status': 200,
          'content-type': 'application/grpc',
          'grpc-status': UNIMPLEMENTED,
          'grpc-message': encodeURIComponent(message()),
        },
        { endStream: true },
      );
    });
  }

  answer(socket: Socket): void {
    this.#server.emit('connection', socket);
  }

  close(): void {
    for (const session of this.#sessions) session.destroy();
  }
}

/** Answers HTTP/1, or what is no HTTP at all, and closes the connection. */
export function refuseHttp1(socket: Socket, message: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}
