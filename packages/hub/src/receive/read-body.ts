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

/** Bodies that are inflated at the same time: each may take as much memory as an inflated body may be long. */
const MAX_INFLATING = 8;

/** Bodies that are held at the same time, as they were sent, in all. */
const MAX_HELD_BYTES = 256 * 2 ** 20;

/** Reads bodies of requests within limits: each of its own, and of all together. */
export class BodyReader {
  readonly #limits: BodyLimits;
  readonly #waiting: (() => void)[] = [];
  #inflating = 0;
  #heldBytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * Reads a request's body, inflated. A body above a limit is refused as soon as that is known; zlib stops in mid-stream.
   *
   * @throws RefusedError.
   */
  async read(request: IncomingMessage): Promise<Buffer> {
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    assertEncoding(encoding);
    const { maxBodyBytes } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge('sent', maxBodyBytes);
    return this.hold(request, (body) => this.inflate(body, encoding));
  }

  /**
   * Reads all bytes of a stream within the limits of a body as it is sent. They count as held until `use` has an answer.
   *
   * @throws RefusedError.
   */
  async hold(chunks: AsyncIterable<Buffer>, use: (body: Buffer) => Promise<Buffer>): Promise<Buffer> {
    const held = { bytes: 0 };
    try {
      return await use(await this.#readBytes(chunks, held));
    } finally {
      this.#heldBytes -= held.bytes;
    }
  }

  async #readBytes(source: AsyncIterable<Buffer>, held: { bytes: number }): Promise<Buffer> {
    const { maxBodyBytes } = this.#limits;
    const chunks: Buffer[] = [];
    for await (const chunk of source) {
      held.bytes += chunk.length;
      this.#heldBytes += chunk.length;
      if (held.bytes > maxBodyBytes) throw tooLarge('sent', maxBodyBytes);
      if (this.#heldBytes > MAX_HELD_BYTES)
        throw new RefusedError('full', 'cannot read the body: too many are being read, send it again later');
      chunks.push(chunk);
    }
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, held.bytes);
  }

  /**
   * Inflates a body.
   *
   * @throws RefusedError.
   */
  async inflate(body: Buffer, encoding: string): Promise<Buffer> {
    const inflateBody = assertEncoding(encoding);
    if (inflateBody === undefined || body.length === 0) return body;
    const { maxInflatedBytes } = this.#limits;
    if (this.#inflating >= MAX_INFLATING) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inflating++;
    try {
      return await inflateBody(body, { maxOutputLength: maxInflatedBytes });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        throw tooLarge('inflated', maxInflatedBytes);
      throw new RefusedError(
        'malformed',
        `cannot inflate the body: it is not ${encoding} (${(cause as Error).message})`,
      );
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#inflating--;
      else next();
    }
  }
}

/** @returns `undefined` for a body that is sent as it is. */
function assertEncoding(encoding: string): Inflate | undefined {
  const inflateBody = INFLATE[encoding];
  if (inflateBody !== undefined || encoding === 'identity') return inflateBody;
  throw new RefusedError(
    'wrong-type',
    `cannot read the body: got content-encoding ${encoding}, need gzip, deflate, br, zstd or none`,
  );
}

function tooLarge(which: string, maxBytes: number): RefusedError {
  return new RefusedError(
    'too-large',
    `cannot keep the request: its body, as ${which}, is longer than ${maxBytes} bytes`,
  );
}
