import { appendFile } from 'node:fs/promises';
import { describeError } from './describe-error.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { encodeJson } from './otlp-payload.ts';
import type { SendResult, Transport } from './transport.ts';

const NEEDS: Readonly<Record<string, string>> = {
  ENOENT: 'an existing folder',
  ENOTDIR: 'an existing folder',
  EISDIR: 'a file',
  EACCES: 'permission to write',
  EROFS: 'permission to write',
  ENOSPC: 'free space',
};

/**
 * Appends each batch as one line of OTLP/JSON to a file. The file is opened for each batch, so that it may be moved away
 * or deleted (log rotation) at any time.
 */
export class FileTransport implements Transport {
  readonly name = 'file';
  readonly endpoint: string;
  readonly maxConcurrency = 1;
  #isTorn = false;

  constructor(path: string) {
    this.endpoint = path;
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const json = await encodeJson(batch.bytes);
    // A line that broke off must not spoil the next one.
    const line = Buffer.concat([Buffer.from(this.#isTorn ? '\n' : ''), json, Buffer.from('\n')]);
    try {
      await appendFile(this.endpoint, line);
      this.#isTorn = false;
      return { kind: 'delivered' };
    } catch (error) {
      const { code = describeError(error), syscall } = error as NodeJS.ErrnoException;
      this.#isTorn ||= syscall === 'write';
      const need = NEEDS[code] ?? 'a writable file';
      return { kind: 'failed', reason: `cannot append to ${this.endpoint}: got ${code}, need ${need}` };
    }
  }

  hold(): void {}

  close(): void {}
}
