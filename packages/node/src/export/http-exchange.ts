import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Deadline, startTimer } from './deadline.ts';

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most `maxResponseBytes`: a longer body is cut off. */
  readonly body: Buffer;
}

export interface HttpExchangeOptions {
  readonly body: Uint8Array;
  readonly deadline: Deadline;
  readonly maxResponseBytes: number;
}

/**
 * Sends a body and reads the answer. Once a status line is there it counts, even if the connection breaks afterwards.
 *
 * @throws the connection's error, or `NoAnswerError`.
 */
export function exchangeHttp(request: ClientRequest, options: HttpExchangeOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    let failure: Error = new Error('connection closed without an answer');
    const timer = startTimer(options.deadline, (error) => request.destroy(error));
    request.on('error', (error) => (failure = error));
    request.on('response', (response) => {
      isAnswered = true;
      collect(response, options.maxResponseBytes, (body) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        // An answer before the whole body was sent, as with 413: the rest has no taker.
        if (!request.writableFinished) request.destroy();
      });
    });
    request.on('close', () => {
      clearTimeout(timer);
      if (!isAnswered) reject(failure);
    });
    request.end(options.body);
  });
}

function collect(response: IncomingMessage, maxBytes: number, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, maxBytes - length));
    length += chunk.length;
    if (length > maxBytes) response.destroy();
  });
  response.on('error', () => {});
  response.on('close', () => done(Buffer.concat(chunks)));
}
