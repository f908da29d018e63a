// Keeps the store within its limits of time and size. It drops whole days; when the days from today on alone are too large,
// the oldest parts of them.
import type { Partition } from '../partitions.ts';
import type { Store } from '../store.ts';
import { findExcess, findExpired, formatDay } from './find-expired.ts';
import type { RetentionLimits } from './find-expired.ts';

const INTERVAL_MS = 60_000;

export interface RetentionParts {
  readonly store: Pick<Store, 'partitions' | 'dropPartitions' | 'dropOldestPart'>;
  readonly limits: RetentionLimits;
  /** Tells the operator. */
  readonly report: (message: string) => void;
}

export class Retention {
  readonly #parts: RetentionParts;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void>;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#running = this.#run();
    this.#timer = setInterval(() => (this.#running = this.#running.then(() => this.#run())), INTERVAL_MS);
    this.#timer.unref();
  }

  /** Stops, after what it has begun. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    await enforceLimits(this.#parts, new Date()).catch((error: Error) =>
      this.#parts.report(`cannot drop what is old, will try again: ${error.message}`),
    );
  }
}

/** Drops what is over the limits at this time. */
export async function enforceLimits({ store, limits, report }: RetentionParts, now: Date): Promise<void> {
  await store.dropPartitions(findExpired(await store.partitions(), limits, now));
  const partitions = await store.partitions();
  const excess = findExcess(partitions, limits.maxBytes, now);
  await store.dropPartitions(excess);
  let bytes = sizeOf(partitions) - sizeOf(excess);
  let droppedBytes = sizeOf(excess);
  while (bytes > limits.maxBytes) {
    const freed = await store.dropOldestPart(formatDay(now));
    if (freed === 0) break;
    bytes -= freed;
    droppedBytes += freed;
  }
  if (droppedBytes > 0)
    report(
      `the store was larger than its limit of ${formatMib(limits.maxBytes)}: dropped the oldest ${formatMib(droppedBytes)} of it${excess.length > 0 ? `, up to ${excess.at(-1)!.day}` : ''}. Need a larger limit to keep more`,
    );
}

function sizeOf(partitions: readonly Partition[]): number {
  return partitions.reduce((sum, { bytes }) => sum + bytes, 0);
}

function formatMib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
