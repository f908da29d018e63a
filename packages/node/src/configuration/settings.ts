import { OPTION_BY_KEY } from './options.ts';
import type { OptionKey } from './options.ts';
import type { OptionValue } from './telemetry-options.ts';

/** Checked values by option key. */
export type Values = ReadonlyMap<string, unknown>;

/** Where values come from. */
export interface Source {
  readonly kind: 'variables' | 'file' | 'code';
  readonly values: Values;
}

/** What a person calls the option `key` where `source` has it. */
export function nameIn(source: Source, key: OptionKey): string {
  return source.kind === 'variables' ? OPTION_BY_KEY.get(key)!.variables[0] : `option "${key}"`;
}

/** The values of several sources, the strongest first, over the defaults of the table. */
export class Settings {
  readonly sources: readonly Source[];
  /** The strongest value of each key. */
  readonly #values = new Map<string, unknown>();

  constructor(sources: readonly Source[]) {
    this.sources = sources;
    for (const { values } of sources.toReversed()) {
      for (const [key, value] of values) this.#values.set(key, value);
    }
  }

  /** The strongest source's value, else the default. */
  get<Key extends OptionKey>(key: Key): OptionValue<Key> {
    const value = this.find(key);
    return value === undefined ? (OPTION_BY_KEY.get(key)!.default as OptionValue<Key>) : value;
  }

  /** The strongest source's value, without default. */
  find<Key extends OptionKey>(key: Key): OptionValue<Key> | undefined {
    return this.#values.get(key) as OptionValue<Key> | undefined;
  }

  /** The strongest source that has a value. */
  findSource(key: OptionKey): Source | undefined {
    return this.sources.find((source) => source.values.has(key));
  }

  /** Of an option that merges: the keys of all sources, each with its strongest value. */
  merge<Key extends OptionKey>(key: Key): OptionValue<Key> {
    const merged = {};
    for (const { values } of this.sources.toReversed()) Object.assign(merged, values.get(key));
    return merged as OptionValue<Key>;
  }
}
