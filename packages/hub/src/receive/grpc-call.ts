// One unary call of gRPC over HTTP/2 (grpc/grpc, doc/PROTOCOL-HTTP2.md). The message stays the opaque bytes that it is:
//
//   request   HEADERS :path, content-type, grpc-encoding · DATA flag (1 byte), length (4 bytes), message · END_STREAM
//   answer    HEADERS · DATA flag, length, message · HEADERS grpc-status
//   refusal   HEADERS grpc-status, grpc-message, grpc-status-details-bin
import { constants } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { encodeRpcStatus } from '@throughline/wire/decode';
import type { RpcStatus } from '@throughline/wire/decode';
import { RefusedError } from './failure.ts';
import type { BodyReader } from './read-body.ts';

/** What goes before a message: whether it is compressed, and its length. */
export const PREFIX_BYTES = 5;

const ANSWER_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,deflate,gzip',
};

const OK = 0;

/**
 * Reads the only message of a call, inflated.
 *
 * @throws RefusedError.
 */
export async function readMessage(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  bodies: BodyReader,
): Promise<Buffer> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  return bodies.hold(chunks, async (body) => {
    const isCompressed = body[0] === 1;
    if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES || body[0] > 1)
      throw new RefusedError('malformed', `cannot read the call: got ${body.length} bytes, need one whole message`);
    const encoding = isCompressed ? String(headers['grpc-encoding'] ?? 'identity') : 'identity';
    return bodies.inflate(body.subarray(PREFIX_BYTES), encoding);
  });
}

/** Ends a call with a message. */
export function sendAnswer(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.closed || stream.destroyed) return;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond(ANSWER_HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(OK) }));
  stream.end(Buffer.concat([prefix, message]));
}

/** Ends a call that is refused. What was not read of it is not wanted. */
export function sendRefusal(stream: ServerHttp2Stream, status: RpcStatus): void {
  if (stream.closed || stream.destroyed) return;
  const details = Buffer.from(encodeRpcStatus(status)).toString('base64');
  stream.respond(
    {
      ...ANSWER_HEADERS,
      'grpc-status': String(status.code),
      'grpc-message': encodeText(status.message),
      'grpc-status-details-bin': details,
    },
    { endStream: true },
  );
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

/** As the protocol has it: everything but printable ASCII, and the percent sign itself. */
function encodeText(text: string): string {
  return text.toWellFormed().replaceAll(/[^\x20-\x24\x26-\x7e]/gu, encodeURIComponent);
}
