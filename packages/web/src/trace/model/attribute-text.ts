import type { Attributes, AttributeValue } from '@throughline/hub';

/** A value as text: texts as they are, everything else as JSON. */
export function formatValue(value: AttributeValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The body of a log record: structured ones on several lines. */
export function formatBody(body: AttributeValue): string {
  return typeof body === 'object' && body !== null ? JSON.stringify(body, undefined, 2) : String(body ?? '');
}

/** Whether a condition can say this value: maps have none. */
export function isComparable(value: AttributeValue): boolean {
  return typeof value !== 'object';
}

const BAGGAGE = 'baggage.';

/** Attributes of the span itself, and the baggage that was with it, each by name. */
export function splitBaggage(attributes: Attributes): {
  readonly own: readonly (readonly [string, AttributeValue])[];
  readonly baggage: readonly (readonly [string, AttributeValue])[];
} {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    own: entries.filter(([key]) => !key.startsWith(BAGGAGE)),
    baggage: entries
      .filter(([key]) => key.startsWith(BAGGAGE))
      .map(([key, value]) => [key.slice(BAGGAGE.length), value]),
  };
}
