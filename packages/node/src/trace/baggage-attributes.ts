import type { Baggage, Context } from '@opentelemetry/api';
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import type { BaggageConfiguration } from '../configuration/configuration.ts';
import { getBaggage, TraceContext } from '../context/context.ts';
import { report } from '../diagnostics/reporter.ts';
import { type AttributeBlock, type AttributeBounds, NO_ATTRIBUTES, setAttribute } from './attributes.ts';
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
  /** Undefined where it takes room that the span's own attributes may need. */
  readonly block: AttributeBlock | undefined;
  readonly list: unknown[];
  readonly dropped: number;
}

const PREFIX = 'baggage.';
const NOTHING: Described = { block: undefined, list: NO_ATTRIBUTES, dropped: 0 };

/** Instrumentations look at no limit as long as it leaves this many attributes to them. */
const ROOM = 64;

/** Copies the listed entries of baggage to spans, as attributes `baggage.<key>`. */
export class BaggageAttributes {
  readonly #rules: readonly Rule[];
  readonly #hash: KeyedHash;
  readonly #bounds: AttributeBounds;
  /** Baggage is immutable, and many spans have the same. */
  readonly #described = new WeakMap<Baggage, Described>();

  constructor({ attributes, hashedAttributes, hashKey }: BaggageRules, bounds: AttributeBounds) {
    const keys = [...new Set([...hashedAttributes, ...attributes])];
    this.#rules = keys.map((key) => ({ key, attribute: PREFIX + key, isHashed: hashedAttributes.includes(key) }));
    this.#hash = new KeyedHash(hashKey);
    this.#bounds = bounds;
  }

  /** Puts the baggage of `context` on a span that has no attributes yet. */
  copy(context: Context, span: Span): void {
    // Fast path: nothing but a span has ever been set in this context.
    if (context instanceof TraceContext && context.isPlain) return;
    const baggage = getBaggage(context);
    if (baggage === undefined) return;
    const { block, list, dropped } = this.#described.get(baggage) ?? this.#describe(baggage);
    span.droppedAttributesCount = dropped;
    if (block !== undefined) span.baggage = block;
    // Set one by one, so that every other attribute is counted.
    else if (list.length > 0) span.flatAttributes = list.slice();
  }

  #describe(baggage: Baggage): Described {
    let described = NOTHING;
    try {
      described = this.#encode(baggage);
      this.#described.set(baggage, described);
    } catch (error) {
      report('warn', `cannot read baggage: ${String(error)}; its attributes are left out`, 'baggage');
    }
    return described;
  }

  #encode(baggage: Baggage): Described {
    const list: unknown[] = [];
    let dropped = 0;
    for (const { key, attribute, isHashed } of this.#rules) {
      const value = baggage.getEntry(key)?.value;
      if (value === undefined) continue;
      const text = isHashed ? this.#hash.digest(String(value)) : value;
      dropped += setAttribute(list, attribute, text, this.#bounds);
    }
    const isShared = list.length > 0 && this.#bounds.countLimit - list.length / 2 >= ROOM;
    const block = isShared ? { list, encoded: encodeAttributes(SPAN_ATTRIBUTES_TAG, list) } : undefined;
    return { block, list, dropped };
  }
}
