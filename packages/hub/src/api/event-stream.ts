import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;

/** Of what was sent and not yet read. */
const MAX_PENDING_BYTES = 1_048_576;

/** Sends server-sent events to one listener, who may read slowly or not at all. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(response: ServerResponse, heartbeatMs = HEARTBEAT_MS) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#heartbeat = setInterval(() => {
      if (!this.isFull) response.write(': still here\n\n');
    }, heartbeatMs).unref();
    response.on('close', () => clearInterval(this.#heartbeat));
  }

  /** Whether the listener has so much left to read that no more should be sent. */
  get isFull(): boolean {
    return this.#response.writableLength > MAX_PENDING_BYTES;
  }

  send(event: string, data: unknown): void {
    if (!this.#response.writableEnded) this.#response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Calls back when everything that was sent has left. */
  onDrain(listener: () => void): void {
    this.#response.on('drain', listener);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#response.end();
  }
}
