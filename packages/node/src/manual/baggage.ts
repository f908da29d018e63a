// Baggage for the application's own code: values that go along with a request, from process to process. Whichever SDK has
// registered carries it; while tracing is off there is none.
import type { BaggageEntry } from '@opentelemetry/api';
import { Baggage } from '../context/baggage.ts';
import { getBaggage as baggageOf, withBaggage as withContextBaggage } from '../context/context.ts';
import { ThroughlineError } from '../errors.ts';
import { activeContext, findContextManager } from './api-global.ts';

/** Entries by key; what is `undefined` is taken out. */
export type BaggageValues<Key extends string = string> = {
  readonly [K in Key]?: string | number | boolean | undefined;
};

/** Baggage of known keys: another one is an error of the compiler. */
export interface DefinedBaggage<Key extends string> {
  /** As `withBaggage`. */
  with<T>(values: BaggageValues<Key>, fn: () => T): T;
  /** The value that is active, wherever it was set. */
  get(key: Key): string | undefined;
}

/** A token of HTTP: the header has no way to write another key. */
const KEY = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Runs `fn` with entries added to the baggage, for everything that `fn` calls and awaits and for the requests that it
 * makes. A header holds 64 entries and 8 KiB; more, and keys that are no token, stay in this process.
 *
 * Baggage is sent in plain text, and to hosts of the own network only unless `baggage.hosts` says more. Keys listed in
 * `baggage.attributes` become attributes of every span that starts below.
 *
 * @returns what `fn` returns.
 * @example
 * await withBaggage({ customer_id: customer.id }, () => createSession(request));
 */
export function withBaggage<T>(values: BaggageValues, fn: () => T): T {
  const manager = findContextManager();
  // Fast path: tracing is off.
  if (manager === undefined) return fn();
  const context = manager.active();
  const entries = new Map<string, BaggageEntry>(baggageOf(context)?.getAllEntries());
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === null) entries.delete(key);
    else entries.set(key, { value: String(value) });
  }
  return manager.with(withContextBaggage(context, new Baggage(entries)), fn);
}

/** All values of the active baggage, by key. */
export function getBaggage(): Readonly<Record<string, string>> {
  const entries = baggageOf(activeContext())?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

/**
 * Names the keys of an application's baggage once, so that a misspelt one does not compile.
 *
 * @throws ThroughlineError `TL_INVALID_OPTION` for a key that no header can hold.
 * @example
 * export const baggage = defineBaggage('customer_id', 'session_id');
 * await baggage.with({ customer_id: 'customer-123' }, () => …);
 * baggage.get('customer_id');
 */
export function defineBaggage<const Key extends string>(...keys: readonly Key[]): DefinedBaggage<Key> {
  for (const key of keys) assertKey(key);
  return {
    with: (values, fn) => withBaggage(values as BaggageValues, fn),
    get: (key) => baggageOf(activeContext())?.getEntry(key)?.value,
  };
}

function assertKey(key: unknown): void {
  if (typeof key === 'string' && KEY.test(key)) return;
  const need = "a token: letters, digits and !#$%&'*+-.^_`|~";
  throw new ThroughlineError('TL_INVALID_OPTION', `cannot define baggage: got ${JSON.stringify(key)}, need ${need}`);
}
