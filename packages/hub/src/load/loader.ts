import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from '../admit/ledger.ts';
import type { Journal } from '../journal/journal.ts';
import type { SealedSegment } from '../journal/segment.ts';
import { loadSegment } from './load-segment.ts';
import type { LoadTarget } from './load-segment.ts';

const RETRY_MS = 1000;

export interface LoaderParts extends LoadTarget {
  readonly journal: Journal;
  readonly ledger: Ledger;
  /** Tells the operator. */
  readonly report: (message: string) => void;
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
      const segment = await this.#parts.journal.take();
      if (segment === undefined) return;
      const loaded = await this.#load(segment);
      // What cannot be stored while the hub closes waits in the journal for the next one.
      if (!loaded && this.#parts.journal.isClosed) return;
    }
  }

  /** @returns whether its rows are stored. */
  async #load(segment: SealedSegment): Promise<boolean> {
    const { signal, journal, ledger, report } = this.#parts;
    try {
      const { quarantinedItems, quarantinedFiles } = await loadSegment(segment, this.#parts);
      await journal.remove(segment);
      ledger.store(signal, segment.items - quarantinedItems);
      ledger.reject(signal, quarantinedItems);
      for (const file of quarantinedFiles) report(`cannot store a request of ${signal}: it is kept as ${file}`);
      this.#failures = 0;
      return true;
    } catch (error) {
      report(`cannot store ${signal} now, will try again: ${(error as Error).message}`);
      journal.putBack(segment);
      if (!journal.isClosed) await delay(RETRY_MS * 2 ** Math.min(this.#failures++, 5));
      return false;
    }
  }
}
