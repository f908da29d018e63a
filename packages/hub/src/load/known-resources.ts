import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hasChecksum, readRecord } from '../journal/record.ts';
import { readResources } from './read-resources.ts';

/** After so long a resource is stored again, so that its row is of the day of its spans, whatever became of the row. */
const KNOWN_MS = 5 * 60_000;

const MAX_KNOWN = 20_000;

/** A resource and the day of its arrival. */
export interface ArrivedResources {
  readonly arrivedMs: number;
  readonly keys: ReadonlySet<string>;
}

/**
 * The resources that this process has stored lately. Segment after segment has the same ones: to look at their bytes costs much
 * less than an INSERT that changes nothing.
 */
export class KnownResources {
  readonly #storedMs = new Map<string, number>();

  /** @returns the resources of a segment; `undefined` when that cannot be told: they have to be stored then. */
  async find(path: string): Promise<ArrivedResources | undefined> {
    const { mtimeMs: arrivedMs } = await stat(path);
    const day = new Date(arrivedMs).toISOString().slice(0, 10);
    const keys = new Set<string>();
    const bytes = await readFile(path);
    for (let start = 0; start < bytes.length;) {
      const record = readRecord(bytes, start);
      const resources = record && hasChecksum(bytes, record) ? readResources(record.request) : undefined;
      if (record === undefined || resources === undefined) return undefined;
      for (const resource of resources) keys.add(`${day} ${hash('sha256', resource, 'base64')}`);
      start = record.end;
    }
    return { arrivedMs, keys };
  }

  /** Whether all of them are stored. */
  includes({ arrivedMs, keys }: ArrivedResources): boolean {
    for (const key of keys) {
      const storedMs = this.#storedMs.get(key);
      if (storedMs === undefined || arrivedMs - storedMs > KNOWN_MS) return false;
    }
    return true;
  }

  /** To be called when they are stored. */
  remember({ arrivedMs, keys }: ArrivedResources): void {
    if (this.#storedMs.size + keys.size > MAX_KNOWN) this.#storedMs.clear();
    for (const key of keys) this.#storedMs.set(key, arrivedMs);
  }
}
