import type { Attributes, TimeInput } from '@opentelemetry/api';
import type { EventRecord } from '@throughline/wire';
import { cleanText } from '../redaction/clean-text.ts';
import { type AttributeBounds, flattenAttributes } from './attributes.ts';
import { clock, isHrTime, readClock, readTimeInput } from './clock.ts';
import { MAX_NAME_LENGTH } from './limits.ts';

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

/** Tells a time from attributes in `addEvent(name, attributesOrTime)`. */
export function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}
