import type { Baggage as ApiBaggage, BaggageEntry as ApiBaggageEntry } from '@opentelemetry/api';
import type { BaggageEntry } from '@throughline/wire';

type Entries = ReadonlyMap<string, ApiBaggageEntry>;

/** Immutable baggage: what the API defines, on one map. */
export class Baggage implements ApiBaggage {
  readonly #entries: Entries;

  constructor(entries: Entries = new Map()) {
    this.#entries = entries;
  }

  getEntry(key: string): ApiBaggageEntry | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined ? undefined : { ...entry };
  }

  getAllEntries(): [string, ApiBaggageEntry][] {
    return [...this.#entries];
  }

  setEntry(key: string, entry: ApiBaggageEntry): Baggage {
    return new Baggage(new Map(this.#entries).set(key, entry));
  }

  removeEntry(key: string): Baggage {
    return this.removeEntries(key);
  }

  removeEntries(...keys: string[]): Baggage {
    const entries = new Map(this.#entries);
    for (const key of keys) entries.delete(key);
    return new Baggage(entries);
  }

  clear(): Baggage {
    return new Baggage();
  }
}

const metadataType = Symbol.for('BaggageEntryMetadata');

/** Baggage from a parsed header. */
export function createBaggage(entries: ReadonlyMap<string, BaggageEntry>): Baggage {
  const converted = new Map<string, ApiBaggageEntry>();
  for (const [key, { value, metadata }] of entries) {
    converted.set(key, metadata === '' ? { value } : { value, metadata: createMetadata(metadata) });
  }
  return new Baggage(converted);
}

/** Entries as the header's writer wants them, whoever made the baggage. */
export function* baggageEntries(baggage: ApiBaggage): Iterable<readonly [string, BaggageEntry]> {
  for (const [key, { value, metadata }] of baggage.getAllEntries()) {
    yield [key, { value, metadata: metadata?.toString() ?? '' }];
  }
}

function createMetadata(text: string): ApiBaggageEntry['metadata'] {
  return { __TYPE__: metadataType, toString: () => text } as unknown as ApiBaggageEntry['metadata'];
}
