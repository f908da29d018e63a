import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { RefusedError } from './failure.ts';

/** How long a body may be. */
export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly maxInflatedBytes: number;
}

type Inflate = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

const INFLATE: Readonly<Record<string, Inflate>> = {
  gzip: promisify(gunzip) as Inflate,
  'x-gzip': promisify(gunzip) as Inflate,
  deflate: promisify(inflate) as Inflate,
  br: promisify(brotliDecompress) as Inflate,
  zstd: promisify(zstdDecompress) as Inflate,
};

/**
 * Reads a request's body, inflated. A body above a limit is refused as soon as that is known; zlib stops in mid-stream.
 *
 * @throws RefusedError.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const inflateBody = INFLATE[encoding];
  if (inflateBody === undefined && encoding !== 'identity')
    throw new RefusedError(
      'wrong-type',
      `cannot read the body: got content-encoding ${encoding}, need gzip, deflate, br, zstd or none`,
    );
  const body = await readBytes(request, limits.maxBodyBytes);
  if (inflateBody === undefined || body.length === 0) return body;
  return inflateBody(body, { maxOutputLength: limits.maxInflatedBytes }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('inflated', limits.maxInflatedBytes);
    throw new RefusedError('malformed', `cannot inflate the body: it is not ${encoding} (${cause.message})`);
  });
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge('sent', maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge('sent', maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length);
}

function tooLarge(which: string, maxBytes: number): RefusedError {
  return new RefusedError(
    'too-large',
    `cannot keep the request: its body, as ${which}, is longer than ${maxBytes} bytes`,
  );
}
