import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { HubError } from '../errors.ts';
import { frameRecord } from './record.ts';
import { syncDirectory } from './sync-directory.ts';

/** A file of the journal that is complete and waits to be loaded. */
export interface SealedSegment {
  /** Unique for ever; what its rows are known by. */
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  /** Spans, log records or data points in it. */
  readonly items: number;
  /** Whether somebody may have tried to load it before, and have stored some of its rows. */
  readonly attempted: boolean;
}

export interface OpenSegmentOptions {
  readonly id: string;
  /** Whether a group is as safe as the disk when it is appended. */
  readonly sync: boolean;
  /** It counts as full from this size. */
  readonly maxBytes: number;
}

/** The file that the journal is writing. */
export class OpenSegment {
  readonly path: string;
  readonly #options: OpenSegmentOptions;
  readonly #file: FileHandle;
  #bytes = 0;
  #items = 0;
  /** Whether something may stand behind the last whole group. */
  #torn = false;
  /** Whether the disk refused something: better to go on in another file. */
  #failed = false;

  private constructor(path: string, file: FileHandle, options: OpenSegmentOptions) {
    this.path = path;
    this.#file = file;
    this.#options = options;
  }

  /** @throws HubError `TL_JOURNAL_WRITE`. */
  static async create(directory: string, options: OpenSegmentOptions): Promise<OpenSegment> {
    const path = `${directory}/${options.id}.segment`;
    try {
      const file = await open(path, 'ax');
      // A file survives a power cut once its name does, too.
      if (options.sync) await syncDirectory(directory).catch((error) => file.close().then(() => Promise.reject(error)));
      return new OpenSegment(path, file, options);
    } catch (cause) {
      throw new HubError('TL_JOURNAL_WRITE', `cannot create ${path}: ${(cause as Error).message}`, { cause });
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.#failed || this.#bytes >= this.#options.maxBytes;
  }

  /**
   * Writes a group of requests as records, all or none.
   *
   * @param items - spans, log records or data points in all of them.
   * @throws HubError `TL_JOURNAL_WRITE`, with the file as it was before.
   */
  async append(requests: readonly Uint8Array[], items: number): Promise<void> {
    const parts = requests.flatMap((request) => {
      const { head, tail } = frameRecord(request);
      return [head, request, tail];
    });
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    try {
      await this.#removeTorn();
      this.#torn = true;
      const { bytesWritten } = await this.#file.writev(parts);
      if (bytesWritten !== length)
        throw new Error(`${bytesWritten} of ${length} bytes were written, is the disk full?`);
      if (this.#options.sync) await this.#file.datasync();
      this.#torn = false;
    } catch (cause) {
      this.#failed = true;
      throw new HubError('TL_JOURNAL_WRITE', `cannot write ${this.path}: ${(cause as Error).message}`, { cause });
    }
    this.#bytes += length;
    this.#items += items;
  }

  /** The file was opened for appending: what is written next stands behind the last whole group again. */
  async #removeTorn(): Promise<void> {
    if (this.#torn) await this.#file.truncate(this.#bytes);
    this.#torn = false;
  }

  /** Ends the file. @returns `undefined` when nothing is in it: it is gone then. */
  async seal(): Promise<SealedSegment | undefined> {
    await this.#removeTorn();
    const { path } = this;
    const sealed = { id: this.#options.id, path, bytes: this.#bytes, items: this.#items, attempted: false };
    if (sealed.bytes === 0) await rm(path, { force: true });
    await this.#file.close().catch(() => {});
    return sealed.bytes === 0 ? undefined : sealed;
  }
}

/** Removes a segment whose rows are stored. */
export async function removeSegment(segment: SealedSegment): Promise<void> {
  await rm(segment.path, { force: true });
}
