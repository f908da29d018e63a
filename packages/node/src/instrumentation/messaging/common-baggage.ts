import type { Baggage as ApiBaggage, BaggageEntry, Context } from '@opentelemetry/api';
import { Baggage } from '../../context/baggage.ts';
import { getBaggage } from '../../context/context.ts';

/** The entries of baggage that all contexts have with the same value: what can be said of a batch as a whole. */
export function commonBaggage(contexts: readonly Context[]): ApiBaggage | undefined {
  const [first, ...others] = contexts.map((context) => getBaggage(context));
  if (first === undefined || others.includes(undefined)) return undefined;
  const common = new Map<string, BaggageEntry>();
  for (const [key, entry] of first.getAllEntries()) {
    if (others.every((baggage) => baggage?.getEntry(key)?.value === entry.value)) common.set(key, entry);
  }
  return common.size === 0 ? undefined : new Baggage(common);
}
