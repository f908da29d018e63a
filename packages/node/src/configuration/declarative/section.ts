import type { ValueType } from '../values/reading.ts';
import { describeValue } from '../values/describe-value.ts';
import { isRecord } from '../values/pairs.ts';

/** The one key that a node such as `exporter` or `sampler` has, and what stands below it. */
export interface Choice {
  readonly name: string;
  readonly section: Section;
}

/**
 * A mapping in a declarative file. Remembers which keys were read, so that whatever is left can be named. A key that is
 * missing and one that is null read the same.
 */
export class Section {
  readonly path: string;
  readonly warnings: string[];
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #seen = new Set<string>();

  constructor(fields: Readonly<Record<string, unknown>>, place: { path: string; warnings: string[] }) {
    this.#fields = fields;
    this.path = place.path;
    this.warnings = place.warnings;
  }

  /** Whether there is such a key, be it with null. */
  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  /** The value of `name` as `type` reads it; what it cannot read is warned about and counts as missing. */
  read<T>(name: string, type: ValueType): T | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    const reading = type.check(value);
    if (reading.problem !== undefined) this.#warn(name, `${reading.problem}; ${outcome(reading.value)}`);
    return reading.value as T | undefined;
  }

  /** The value of `name` as it stands in the file. */
  readRaw(name: string): unknown {
    return this.#take(name);
  }

  section(name: string): Section | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    return this.#asSection(value, name);
  }

  /** The mappings of a list. */
  sections(name: string): Section[] {
    const value = this.#take(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return this.#reject(name, value, 'a list') ?? [];
    return value.flatMap((item, index) => this.#asSection(item, `${name}[${index}]`) ?? []);
  }

  /** The only key of the mapping under `name`. */
  choice(name: string): Choice | undefined {
    return this.section(name)?.onlyChoice();
  }

  /** The only key of this mapping. What stands below it may be null. */
  onlyChoice(): Choice | undefined {
    const names = Object.keys(this.#fields);
    if (names.length !== 1) {
      this.warnings.push(`cannot use ${this.path}: got ${names.length} keys, need exactly one; it is ignored`);
      for (const name of names) this.#seen.add(name);
      return undefined;
    }
    const [name] = names;
    const section = this.#fields[name] === null ? this.#child({}, name) : this.section(name);
    this.#seen.add(name);
    return section === undefined ? undefined : { name, section };
  }

  /** Names everything that nobody has read. */
  warnAboutRest(): void {
    for (const name of Object.keys(this.#fields)) {
      if (!this.#seen.has(name)) this.#warn(name, 'got a node that is not supported, need none; it is ignored');
    }
  }

  #take(name: string): unknown {
    this.#seen.add(name);
    return this.has(name) ? (this.#fields[name] ?? undefined) : undefined;
  }

  #asSection(value: unknown, name: string): Section | undefined {
    return isRecord(value) ? this.#child(value, name) : this.#reject(name, value, 'a mapping');
  }

  #child(fields: Readonly<Record<string, unknown>>, name: string): Section {
    const path = this.path === '' ? name : `${this.path}.${name}`;
    return new Section(fields, { path, warnings: this.warnings });
  }

  #reject(name: string, value: unknown, need: string): undefined {
    this.#warn(name, `got ${describeValue(value)}, need ${need}; it is ignored`);
    return undefined;
  }

  #warn(name: string, text: string): void {
    this.warnings.push(`cannot use ${this.path === '' ? name : `${this.path}.${name}`}: ${text}`);
  }
}

function outcome(usable: unknown): string {
  return usable === undefined ? 'it is ignored' : 'the rest of it is used';
}
