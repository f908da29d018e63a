import type { Baggage, Context } from '@opentelemetry/api';
import type { BaggageConfiguration } from '../configuration/configuration.ts';
import { getBaggage, TraceContext } from '../context/context.ts';
import { report } from '../diagnostics/reporter.ts';
import { type AttributeBounds, NO_ATTRIBUTES, setAttribute } from './attributes.ts';
import { KeyedHash } from './keyed-hash.ts';
import type { Span } from './span.ts';

export type BaggageRules = Pick<BaggageConfiguration, 'attributes' | 'hashedAttributes' | 'hashKey'>;

/** One key of baggage and the attribute that it becomes. */
interface Rule {
  readonly key: string;
  readonly attribute: string;
  readonly isHashed: boolean;
}

interface Described {
  /** Checked, redacted and cut. */
  readonly list: unknown[];
  readonly dropped: number;
}

const PREFIX = 'baggage.';
const NOTHING: Described = { list: NO_ATTRIBUTES, dropped: 0 };

/** Whether the attributes that a span has are those that it got from baggage: no others can repeat them. */
export function isOnlyBaggage(list: readonly unknown[]): boolean {
  for (let index = 0; index < list.length; index += 2) {
    if (!(list[index] as string).startsWith(PREFIX)) return false;
  }
  return true;
}

/** Copies the listed entries of baggage to spans, as attributes `baggage.<key>`. */
export class BaggageAttributes {
  readonly #rules: readonly Rule[];
  readonly #hash: KeyedHash;
  readonly #bounds: AttributeBounds;
  /** Baggage is immutable, and many spans have the same. */
  readonly #described = new WeakMap<Baggage, Described>();

  constructor({ attributes, hashedAttributes, hashKey }: BaggageRules, bounds: AttributeBounds) {
    const keys = [...new Set([...hashedAttributes, ...attributes])];
    this.#rules = keys.map((key) => ({
      key,
      attribute: PREFIX + key,
      isHashed: hashedAttributes.includes(key),
    }));
    this.#hash = new KeyedHash(hashKey);
    this.#bounds = bounds;
  }

  /** Puts the baggage of `context` on a span that has no attributes yet. */
  copy(context: Context, span: Span): void {
    // Fast path: nothing but a span has ever been set in this context.
    if (context instanceof TraceContext && context.isPlain) return;
    const baggage = getBaggage(context);
    if (baggage === undefined) return;
    const { list, dropped } = this.#described.get(baggage) ?? this.#describe(baggage);
    if (list.length > 0) span.flatAttributes = list.slice();
    span.droppedAttributesCount = dropped;
  }

  #describe(baggage: Baggage): Described {
    let described = NOTHING;
    try {
      described = this.#list(baggage);
      this.#described.set(baggage, described);
    } catch (error) {
      report('warn', `cannot read baggage: ${String(error)}; its attributes are left out`, 'baggage');
    }
    return described;
  }

  #list(baggage: Baggage): Described {
    const list: unknown[] = [];
    let dropped = 0;
    for (const { key, attribute, isHashed } of this.#rules) {
      const value = baggage.getEntry(key)?.value;
      if (value === undefined) continue;
      const text = isHashed ? this.#hash.digest(String(value)) : value;
      dropped += setAttribute(list, attribute, text, this.#bounds);
    }
    return { list, dropped };
  }
}
