// Where a request waits, safe, between the answer to its sender and its rows in the store.
//
//   append ─▶ waiting ──(group: one write, one fsync)──▶ open segment ──(size, or a taker waits)──▶ sealed ─▶ take
//                                    │
//                                    └─▶ the promises of the group are settled
//
// One loop, `#work`, does all that touches the open segment: writes groups, seals. It does one thing at a time, so a slow disk
// makes groups larger instead of queues longer, and nothing has to be guarded against anything else.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { HubError } from '../errors.ts';
import { MAX_RECORD_BYTES, sizeOfRecord } from './record.ts';
import { recoverSegments } from './recover.ts';
import { OpenSegment, removeSegment } from './segment.ts';
import type { SealedSegment } from './segment.ts';

/**
 * When an answer may be sent. `always`: after an fsync that starts at once. `interval`: after an fsync that gathers the
 * requests of 10 ms. `os`: after the write; a power cut may lose what the system had not written back, of the store too.
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
  /** Tells the operator. */
  readonly report: (message: string) => void;
}

const INTERVAL_MS = 10;

/** How long requests are gathered into one segment when there are few. */
const MIN_SEGMENT_AGE_MS = 250;

/** When there are many, twice as long: half as many parts in the store, which cost more to merge than to load. */
const MIN_BUSY_SEGMENT_AGE_MS = 500;

/** So many bytes in `MIN_SEGMENT_AGE_MS` are many. */
const BUSY_SEGMENT_BYTES = 512 * 1024;

/** After the disk refused to close a segment. */
const RETRY_MS = 1000;

interface Waiting {
  readonly request: Uint8Array;
  readonly items: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type Taker = (segment: SealedSegment | undefined) => void;

export class Journal {
  readonly #options: JournalOptions;
  readonly #idPrefix = `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
  readonly #leftBehindItems: number;
  #segments = 0;
  #queuedBytes: number;
  #waiting: Waiting[] = [];
  #open: OpenSegment | undefined;
  /** When the open segment is sealed although it is small, in the time of `performance.now()`. */
  #sealAt = 0;
  readonly #sealed: SealedSegment[];
  #takers: Taker[] = [];
  #working = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(options: JournalOptions, leftBehind: SealedSegment[]) {
    this.#options = options;
    this.#sealed = leftBehind;
    this.#queuedBytes = leftBehind.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#leftBehindItems = leftBehind.reduce((sum, { items }) => sum + items, 0);
  }

  /** Opens a journal with what an earlier process left in its directory. */
  static async open(options: JournalOptions): Promise<Journal> {
    mkdirSync(options.directory, { recursive: true });
    return new Journal(options, await recoverSegments(options.directory, options));
  }

  /** Items that an earlier process acknowledged and did not store. */
  get leftBehindItems(): number {
    return this.#leftBehindItems;
  }

  /** Bytes that are not stored yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Keeps a request. The promise is fulfilled when the request is as safe as the fsync mode says.
   *
   * @param items - spans, log records or data points in it.
   * @throws HubError `TL_JOURNAL_FULL` when too much waits; `TL_JOURNAL_TOO_LARGE` for a request that never fits;
   *   `TL_JOURNAL_WRITE` when the disk refuses. Nothing is kept then.
   */
  append(request: Uint8Array, items: number): Promise<void> {
    const size = sizeOfRecord(request);
    const refusal = this.#refusalOf(size);
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#queuedBytes += size;
      this.#waiting.push({ request, items, resolve, reject });
      this.#wake();
    });
  }

  #refusalOf(size: number): HubError | undefined {
    const { maxBytes, directory } = this.#options;
    if (this.#closed) return new HubError('TL_JOURNAL_WRITE', `cannot write ${directory}: the hub closes`);
    const mostBytes = Math.min(maxBytes, MAX_RECORD_BYTES);
    if (size > mostBytes)
      return new HubError(
        'TL_JOURNAL_TOO_LARGE',
        `cannot keep a request: got ${size} bytes, need at most ${mostBytes}`,
      );
    if (this.#queuedBytes + size <= maxBytes) return undefined;
    return new HubError('TL_JOURNAL_FULL', `cannot keep the request: ${this.#queuedBytes} bytes wait already`);
  }

  /**
   * The oldest segment that is not loaded; waits for one. Whoever took it gives it to `remove` or `putBack`.
   *
   * @returns `undefined` once the journal is closed and nothing is left to take.
   */
  take(): Promise<SealedSegment | undefined> {
    return new Promise((resolve) => {
      this.#takers.push(resolve);
      this.#wake();
    });
  }

  /** Removes a segment that `take` gave, after its rows are stored. */
  async remove(segment: SealedSegment): Promise<void> {
    await removeSegment(segment);
    this.#queuedBytes -= segment.bytes;
  }

  /** Gives a segment back: its rows are not stored. It comes last, so that others are not kept waiting by it. */
  putBack(segment: SealedSegment): void {
    this.#sealed.push({ ...segment, attempted: true });
    this.#wake();
  }

  /** Takes no more. `take` hands out the rest, then ends. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#working) return;
    this.#working = true;
    clearTimeout(this.#timer);
    void this.#work();
  }

  async #work(): Promise<void> {
    // No await between the last look for a job and the end: whatever comes up later wakes this again.
    for (let job = this.#nextJob(); job !== undefined; job = this.#nextJob()) await job;
    this.#working = false;
    if (this.#closed) for (const take of this.#takers.splice(0)) take(undefined);
  }

  #nextJob(): Promise<void> | undefined {
    while (this.#sealed.length > 0 && this.#takers.length > 0) this.#takers.shift()!(this.#sealed.shift());
    if (this.#waiting.length > 0) return this.#writeGroup();
    const segment = this.#open;
    if (segment === undefined || this.#takers.length === 0) return undefined;
    const longerMs = segment.bytes < BUSY_SEGMENT_BYTES ? 0 : MIN_BUSY_SEGMENT_AGE_MS - MIN_SEGMENT_AGE_MS;
    const restMs = this.#closed ? 0 : this.#sealAt + longerMs - performance.now();
    if (restMs <= 0) return this.#seal(segment);
    this.#timer = setTimeout(() => this.#wake(), restMs);
    return undefined;
  }

  async #writeGroup(): Promise<void> {
    if (this.#options.fsync === 'interval') await delay(INTERVAL_MS);
    else await nextTurn();
    const group = this.#waiting;
    this.#waiting = [];
    try {
      await this.#write(group);
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { request } of group) this.#queuedBytes -= sizeOfRecord(request);
      for (const { reject } of group) reject(error);
    }
    if (this.#open?.isFull === true) await this.#seal(this.#open);
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    this.#open ??= await this.#createSegment();
    const requests = group.map(({ request }) => request);
    const items = group.reduce((sum, one) => sum + one.items, 0);
    await this.#open.append(requests, items);
  }

  async #createSegment(): Promise<OpenSegment> {
    const { directory, fsync, maxSegmentBytes } = this.#options;
    const id = `${this.#idPrefix}-${String(++this.#segments).padStart(8, '0')}`;
    const segment = await OpenSegment.create(directory, { id, sync: fsync !== 'os', maxBytes: maxSegmentBytes });
    this.#sealAt = performance.now() + MIN_SEGMENT_AGE_MS;
    return segment;
  }

  async #seal(segment: OpenSegment): Promise<void> {
    try {
      const sealed = await segment.seal();
      this.#open = undefined;
      if (sealed !== undefined) this.#sealed.push(sealed);
    } catch (error) {
      this.#options.report(`cannot close ${segment.path}, will try again: ${(error as Error).message}`);
      this.#sealAt = performance.now() + RETRY_MS;
      // The next process finds it as it is.
      if (this.#closed) this.#open = undefined;
    }
  }
}
