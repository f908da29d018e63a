// Where a request waits, safe, between the answer to its sender and its rows in the store.
//
//   append ─▶ waiting ──(group: one write, one fsync)──▶ open segment ──(size, or the loader is idle)──▶ sealed ─▶ loader
//                                    │
//                                    └─▶ the promises of the group are settled
//
// One group is written at a time, so a slow disk makes groups larger instead of queues longer.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '../errors.ts';
import { recoverSegments } from './recover.ts';
import { OpenSegment, removeSegment } from './segment.ts';
import type { SealedSegment } from './segment.ts';

/**
 * When an answer may be sent. `always`: after an fsync that starts at once. `interval`: after an fsync that gathers the
 * requests of 10 ms. `os`: after the write; a power cut may lose what the system had not written back.
 */
export type FsyncMode = 'always' | 'interval' | 'os';

export interface JournalOptions {
  readonly directory: string;
  readonly fsync: FsyncMode;
  /** A segment is sealed at this size. */
  readonly maxSegmentBytes: number;
  /** Bytes that may wait to be loaded; above it requests are refused. */
  readonly maxBytes: number;
  /** Items in a request, to count what an earlier process left behind. */
  readonly countItems: (request: Uint8Array) => number;
}

const GROUP_DELAY_MS: Readonly<Record<FsyncMode, number>> = { always: 0, interval: 10, os: 0 };

interface Waiting {
  readonly request: Uint8Array;
  readonly items: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #idPrefix = `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
  readonly #sealed: SealedSegment[];
  readonly #leftBehindItems: number;
  /** Of the segments that a loader took and has not removed. */
  #takenBytes = 0;
  #open: OpenSegment | undefined;
  #segments = 0;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #onData: (() => void) | undefined;
  #closed = false;

  private constructor(options: JournalOptions, leftBehind: SealedSegment[]) {
    this.#options = options;
    this.#sealed = leftBehind;
    this.#leftBehindItems = leftBehind.reduce((sum, { items }) => sum + items, 0);
  }

  /** Opens a journal with what an earlier process left in its directory. */
  static async open(options: JournalOptions): Promise<Journal> {
    mkdirSync(options.directory, { recursive: true });
    return new Journal(options, await recoverSegments(options.directory, options.countItems));
  }

  /** Items that an earlier process acknowledged and did not store. */
  get leftBehindItems(): number {
    return this.#leftBehindItems;
  }

  /** Bytes that are not stored yet. */
  get queuedBytes(): number {
    const sealed = this.#sealed.reduce((sum, { bytes }) => sum + bytes, 0);
    return this.#waitingBytes + (this.#open?.bytes ?? 0) + sealed + this.#takenBytes;
  }

  /**
   * Keeps a request. The promise is fulfilled when the request is as safe as the fsync mode says.
   *
   * @param items - spans, log records or data points in it.
   * @throws HubError `TL_JOURNAL_FULL` when too much waits; `TL_JOURNAL_WRITE` when the disk refuses. Nothing is kept then.
   */
  append(request: Uint8Array, items: number): Promise<void> {
    const { maxBytes } = this.#options;
    if (this.queuedBytes + request.length > maxBytes)
      return Promise.reject(new HubError('TL_JOURNAL_FULL', `cannot keep the request: ${maxBytes} bytes wait already`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, items, resolve, reject });
      this.#waitingBytes += request.length;
      this.#writing ??= this.#writeGroups();
    });
  }

  async #writeGroups(): Promise<void> {
    while (this.#waiting.length > 0) {
      await delay(GROUP_DELAY_MS[this.#options.fsync]);
      const group = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      await this.#writeGroup(group).then(
        () => group.forEach(({ resolve }) => resolve()),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      );
    }
    this.#writing = undefined;
    this.#onData?.();
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    this.#open ??= await this.#createSegment();
    await this.#open.append(
      group.map(({ request }) => request),
      this.#options.fsync !== 'os',
    );
    for (const { items } of group) this.#open.items += items;
    if (this.#open.bytes >= this.#options.maxSegmentBytes) await this.#seal();
    this.#onData?.();
  }

  async #createSegment(): Promise<OpenSegment> {
    const { directory, fsync } = this.#options;
    try {
      const segment = await OpenSegment.create(
        directory,
        `${this.#idPrefix}-${String(++this.#segments).padStart(8, '0')}`,
      );
      if (fsync !== 'os') await syncDirectory(directory);
      return segment;
    } catch (cause) {
      const { message } = cause as Error;
      throw new HubError('TL_JOURNAL_WRITE', `cannot create a segment in ${directory}: ${message}`, { cause });
    }
  }

  async #seal(): Promise<void> {
    const segment = this.#open!;
    this.#open = undefined;
    this.#sealed.push(await segment.seal());
  }

  /**
   * The oldest segment that is not loaded; waits for one. An open segment is sealed for it when it is older than `minAgeMs`.
   *
   * @returns `undefined` once the journal is closed and empty.
   */
  async take(minAgeMs: number): Promise<SealedSegment | undefined> {
    for (;;) {
      const segment = this.#sealed.shift();
      if (segment !== undefined) {
        this.#takenBytes += segment.bytes;
        return segment;
      }
      if (this.#open !== undefined && this.#writing === undefined) await this.#sealWhenOld(this.#open, minAgeMs);
      else if (this.#closed && this.#writing === undefined) return undefined;
      else await this.#nextData();
    }
  }

  async #sealWhenOld(segment: OpenSegment, minAgeMs: number): Promise<void> {
    const age = performance.now() - segment.openedAt;
    if (age < minAgeMs && !this.#closed) await delay(minAgeMs - age);
    if (this.#open !== segment) return;
    // A write that has begun meanwhile goes to the end of this segment first.
    if (this.#writing === undefined) await this.#seal();
    else await this.#nextData();
  }

  #nextData(): Promise<void> {
    return new Promise((resolve) => {
      this.#onData = resolve;
    });
  }

  /** Removes a segment that `take` gave, after its rows are stored. */
  async remove(segment: SealedSegment): Promise<void> {
    await removeSegment(segment);
    this.#release(segment);
  }

  /** Gives a segment back, to be taken again: its rows are not stored. */
  putBack(segment: SealedSegment): void {
    this.#release(segment);
    this.#sealed.unshift(segment);
  }

  #release({ bytes }: SealedSegment): void {
    this.#takenBytes -= bytes;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Refuses nothing that was appended: `take` hands out the rest, then ends. */
  close(): void {
    this.#closed = true;
    this.#onData?.();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
