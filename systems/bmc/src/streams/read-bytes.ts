import { once } from 'node:events';
import type { Readable } from 'node:stream';

/**
 * Reads exactly so many bytes; what comes after them stays in the stream.
 *
 * @throws where the stream ends before that.
 */
export async function readBytes(stream: Readable, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = stream.read(count) as Buffer | null;
    if (bytes !== null && bytes.length === count) return bytes;
    if (bytes !== null || stream.readableEnded || stream.destroyed)
      throw stream.errored ?? new Error(`cannot read ${count} bytes: the connection was closed`);
    await waitForMore(stream);
  }
}

async function waitForMore(stream: Readable): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  try {
    await Promise.race(['readable', 'end', 'close'].map((event) => once(stream, event, { signal })));
  } finally {
    done.abort();
  }
}
