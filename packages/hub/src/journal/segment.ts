import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { HubError } from '../errors.ts';
import { frameRecord } from './record.ts';

/** A file of the journal that is complete and waits to be loaded. */
export interface SealedSegment {
  /** Unique for ever; the deduplication token of its rows. */
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  /** Spans, log records or data points in it. */
  readonly items: number;
}

/** The file that the journal is writing. */
export class OpenSegment {
  readonly id: string;
  readonly path: string;
  readonly openedAt = performance.now();
  bytes = 0;
  items = 0;
  readonly #file: FileHandle;

  private constructor(id: string, path: string, file: FileHandle) {
    this.id = id;
    this.path = path;
    this.#file = file;
  }

  /** Creates the file. It survives a power cut once its directory is synced as well. */
  static async create(directory: string, id: string): Promise<OpenSegment> {
    const path = `${directory}/${id}.segment`;
    return new OpenSegment(id, path, await open(path, 'ax'));
  }

  /**
   * Writes requests as records, all or none.
   *
   * @throws HubError `TL_JOURNAL_WRITE`, with the file as it was before.
   */
  async append(requests: readonly Uint8Array[], sync: boolean): Promise<void> {
    const parts = requests.flatMap((request) => {
      const { head, tail } = frameRecord(request);
      return [head, request, tail];
    });
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    try {
      const { bytesWritten } = await this.#file.writev(parts);
      if (bytesWritten !== length) throw new Error(`${bytesWritten} of ${length} bytes were written`);
      if (sync) await this.#file.datasync();
    } catch (cause) {
      await this.#file.truncate(this.bytes).catch(() => {});
      throw new HubError('TL_JOURNAL_WRITE', `cannot write ${this.path}: ${(cause as Error).message}`, { cause });
    }
    this.bytes += length;
  }

  async seal(): Promise<SealedSegment> {
    await this.#file.close();
    const { id, path, bytes, items } = this;
    return { id, path, bytes, items };
  }
}

/** Removes a segment whose rows are stored. */
export async function removeSegment(segment: SealedSegment): Promise<void> {
  await rm(segment.path, { force: true });
}
