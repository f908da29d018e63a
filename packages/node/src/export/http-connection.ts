import type { Socket } from 'node:net';
import { type Deadline, startTimer } from './deadline.ts';
import { type HttpAnswer, HttpAnswerReader } from './http-answer-reader.ts';

/** A request, ready to be written. */
export interface HttpRequest {
  /** The whole head, its empty line included. */
  readonly head: string;
  readonly body: Uint8Array;
}

export interface ExchangeOptions {
  readonly deadline: Deadline;
  readonly maxResponseBytes: number;
}

interface Exchange {
  readonly reader: HttpAnswerReader;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  isWritten: boolean;
}

/** A connection that carries one exchange after the other. */
export class HttpConnection {
  readonly socket: Socket;
  /** Whether it has carried an exchange before the one at hand: the receiver may have closed it meanwhile. */
  isReused = false;
  readonly #onFree: (connection: HttpConnection) => void;
  #exchange: Exchange | undefined;
  #failure = new Error('connection closed without an answer');

  /** @param onFree - called when an exchange is over and the connection can take another. */
  constructor(socket: Socket, onFree: (connection: HttpConnection) => void) {
    this.socket = socket;
    this.#onFree = onFree;
    socket
      .on('data', (bytes: Buffer) => this.#read(bytes))
      // A receiver that has said its last word will not read ours.
      .on('end', () => socket.destroy())
      .on('error', (error) => (this.#failure = error))
      .on('close', () => this.#endExchange());
  }

  /**
   * Sends a request and reads the answer. Once a status line is there it counts, even if the connection breaks
   * afterwards.
   *
   * @throws the connection's error, `HttpAnswerError` or `NoAnswerError`.
   */
  exchange({ head, body }: HttpRequest, { deadline, maxResponseBytes }: ExchangeOptions): Promise<HttpAnswer> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      const reader = new HttpAnswerReader(maxResponseBytes);
      const timer = startTimer(deadline, (error) => socket.destroy(error));
      const exchange: Exchange = { reader, timer, resolve, reject, isWritten: false };
      this.#exchange = exchange;
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body, () => (exchange.isWritten = true));
      socket.uncork();
    });
  }

  #read(bytes: Buffer): void {
    const reader = this.#exchange?.reader;
    if (reader === undefined) {
      this.socket.destroy();
      return;
    }
    try {
      reader.push(bytes);
    } catch (error) {
      this.socket.destroy(error as Error);
      return;
    }
    if (reader.isComplete) this.#endExchange();
  }

  #endExchange(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    const { reader, timer, resolve, reject, isWritten } = exchange;
    clearTimeout(timer);
    const { answer } = reader;
    if (answer === undefined) reject(this.#failure);
    else resolve(answer);
    // An answer before the whole body was sent, as with 413: the rest has no taker.
    if (!reader.isComplete || !reader.isReusable || !isWritten) this.socket.destroy();
    else this.#free();
  }

  #free(): void {
    this.isReused = true;
    this.#onFree(this);
  }
}
