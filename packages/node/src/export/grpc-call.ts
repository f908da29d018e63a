import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { type Deadline, startTimer } from './deadline.ts';

const RST_NO_ERROR = 0;
const RST_CANCEL = 8;

export interface GrpcCallOptions {
  readonly headers: OutgoingHttpHeaders;
  /** Parts of the body, in order. */
  readonly body: readonly Uint8Array[];
  readonly deadline: Deadline;
  readonly maxResponseBytes: number;
}

/** What came back on a stream. */
export interface GrpcAnswer {
  /** The HTTP headers; `undefined` where the stream ended without any. */
  readonly headers: IncomingHttpHeaders | undefined;
  /** Empty for an answer without a message: then `headers` has what would stand here. */
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** HTTP/2 error code with which the stream was closed; 0 for none. */
  readonly resetCode: number;
}

/** The answer was longer than allowed. */
export class AnswerTooLargeError extends Error {}

/**
 * Makes one unary call and reads all of its answer.
 *
 * @throws the connection's error, `NoAnswerError` or {@link AnswerTooLargeError}; not for a reset stream.
 */
export function callUnary(session: ClientHttp2Session, options: GrpcCallOptions): Promise<GrpcAnswer> {
  const stream = session.request(options.headers);
  const answer = readAnswer(stream, options);
  for (const part of options.body) stream.write(part);
  stream.end();
  return answer;
}

function readAnswer(stream: ClientHttp2Stream, { deadline, maxResponseBytes }: GrpcCallOptions): Promise<GrpcAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GrpcAnswer>();
  let headers: IncomingHttpHeaders | undefined;
  let trailers: IncomingHttpHeaders = {};
  let isEarly = false;
  const stop = (error: Error): void => {
    // Not left to the stream's end: one that waits for its connection does not end before that.
    reject(error);
    stream.close(RST_CANCEL);
  };
  const timer = startTimer(deadline, stop);
  const body = collect(stream, maxResponseBytes, stop);
  stream.on('response', (received) => (headers = received));
  stream.on('trailers', (received) => (trailers = received));
  stream.on('end', () => {
    // An answer before the whole request was sent: the rest has no taker.
    if (stream.closed || stream.writableFinished) return;
    isEarly = true;
    stream.close(RST_CANCEL);
  });
  stream.on('error', (error) => {
    if (!isReset(error)) reject(causeOf(error));
  });
  stream.on('close', () => {
    clearTimeout(timer);
    const resetCode = isEarly ? RST_NO_ERROR : (stream.rstCode ?? RST_NO_ERROR);
    resolve({ headers, trailers, body: Buffer.concat(body), resetCode });
  });
  return promise;
}

/** Collects what a stream sends. @returns a list that grows. */
function collect(stream: ClientHttp2Stream, maxBytes: number, stop: (error: Error) => void): Buffer[] {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else stop(new AnswerTooLargeError(`answer too large: got more than ${maxBytes} bytes`));
  });
  return chunks;
}

function isReset(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_HTTP2_STREAM_ERROR';
}

/** A stream that waited for its connection hides that connection's error. */
function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}
