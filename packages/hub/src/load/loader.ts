import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from '../admit/ledger.ts';
import type { Journal } from '../journal/journal.ts';
import type { SealedSegment } from '../journal/segment.ts';
import type { Signal } from '../store/engine.ts';
import type { Store } from '../store/store.ts';

/** How long requests are gathered into one segment when there are few. */
const MIN_SEGMENT_AGE_MS = 250;

const RETRY_MS = 1000;

export interface LoaderParts {
  readonly signal: Signal;
  readonly journal: Journal;
  readonly store: Store;
  readonly ledger: Ledger;
}

/** Moves the segments of one journal into the store, one after the other. */
export class Loader {
  readonly #parts: LoaderParts;
  readonly #running: Promise<void>;
  #failures = 0;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** Waits until everything in the closed journal is stored, or cannot be. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      const segment = await this.#parts.journal.take(MIN_SEGMENT_AGE_MS);
      if (segment === undefined) return;
      await this.#load(segment);
    }
  }

  async #load(segment: SealedSegment): Promise<void> {
    const { signal, journal, store, ledger } = this.#parts;
    try {
      await store.load(signal, segment.path, segment.id);
      await journal.remove(segment);
      ledger.store(signal, segment.items);
      this.#failures = 0;
    } catch (error) {
      console.error(`cannot load segment ${segment.id}: ${(error as Error).message}`);
      journal.putBack(segment);
      await delay(RETRY_MS * 2 ** Math.min(this.#failures++, 5));
    }
  }
}
