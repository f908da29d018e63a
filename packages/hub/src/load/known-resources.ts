import type { SegmentContents } from './read-contents.ts';

/** After so long a resource is stored again, so that its row is of the day of its spans, whatever became of the row. */
const KNOWN_MS = 5 * 60_000;

const MAX_KNOWN = 20_000;

type ArrivedResources = Pick<SegmentContents, 'arrivedMs' | 'resources'>;

/** The resources that this process has stored lately. Segment after segment has the same ones. */
export class KnownResources {
  readonly #storedMs = new Map<string, number>();

  /** Whether all of them are stored. */
  includes({ arrivedMs, resources }: ArrivedResources): boolean {
    for (const resource of resources) {
      const storedMs = this.#storedMs.get(resource);
      if (storedMs === undefined || arrivedMs - storedMs > KNOWN_MS) return false;
    }
    return true;
  }

  /** To be called when they are stored. */
  remember({ arrivedMs, resources }: ArrivedResources): void {
    if (this.#storedMs.size + resources.size > MAX_KNOWN) this.#storedMs.clear();
    for (const resource of resources) this.#storedMs.set(resource, arrivedMs);
  }
}
