import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a pipe whose reader is slow is left alone. */
const FULL_PIPE_DELAY_MS = 5;

/** Writes all of `bytes`, however much a full pipe takes at once. @throws what the system says, if it is more than "later". */
export async function writeFully(fd: number, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const count = tryWrite(fd, bytes, offset);
    offset += count;
    if (count === 0) await sleep(FULL_PIPE_DELAY_MS);
  }
}

function tryWrite(fd: number, bytes: Uint8Array, offset: number): number {
  try {
    return writeSync(fd, bytes, offset);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
