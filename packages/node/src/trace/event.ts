import type { Attributes, TimeInput } from '@opentelemetry/api';
import type { EventRecord } from '@throughline/wire';
import { cleanText } from '../redaction/clean-text.ts';
import { type AttributeBounds, flattenAttributes } from './attributes.ts';
import { clock, isHrTime, readClock, readTimeInput } from './clock.ts';
import { MAX_NAME_LENGTH } from './limits.ts';

/** The name of the event that `recordException` adds. */
export const EXCEPTION_EVENT = 'exception';

/** An event as it will be written: time in two words, attributes flat. */
export function createEvent(
  name: string,
  attributes: Attributes | undefined,
  { time, bounds }: { time?: TimeInput; bounds: AttributeBounds },
): EventRecord {
  const { list, dropped } = flattenAttributes(attributes, bounds);
  if (time === undefined) readClock();
  else readTimeInput(time);
  return {
    name: cleanText(String(name), MAX_NAME_LENGTH),
    timeHigh: clock.high,
    timeLow: clock.low,
    attributes: list,
    droppedAttributesCount: dropped,
  };
}

/**
 * Makes room for an exception in a full list: the newest event that is none goes, so that the cause of an error stays beside
 * what followed from it. Where all are exceptions, the last one goes.
 */
export function removeNewestOrdinary(events: EventRecord[]): void {
  // Not found is -1, which is the last one for `splice`.
  events.splice(
    events.findLastIndex(({ name }) => name !== EXCEPTION_EVENT),
    1,
  );
}

/** Tells a time from attributes in `addEvent(name, attributesOrTime)`. */
export function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}
