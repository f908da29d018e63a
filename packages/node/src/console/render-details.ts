// The lines below a span: its attributes, events and exceptions.
import type { DecodedEvent, DecodedSpan } from '@throughline/wire/decode';
import { formatAttributes } from './format-attributes.ts';
import { formatDuration } from './format-duration.ts';
import type { View } from './paint.ts';
import { plainText, widthOf } from './plain-text.ts';

/** OTLP's status code of an error. */
export const ERROR_CODE = 2;

const MAX_EVENTS = 20;
const MAX_NAME_COLUMNS = 40;

/** The status message of an error, '' where an exception of the span says the same. */
export function findErrorMessage({ status, events }: DecodedSpan): string {
  if (status?.code !== ERROR_CODE) return '';
  const isRepeated = events.some((event) => textOf(event, 'exception.message') === status.message);
  return isRepeated ? '' : status.message;
}

/** @param message - an error message that had no place in the span's own line, '' for none. */
export function renderDetails(span: DecodedSpan, message: string, view: View): string[] {
  const { attributes, events, startTimeUnixNano } = span;
  const { paint, width } = view;
  const lines = events.slice(0, MAX_EVENTS).map((event) => {
    const nanos = Math.max(0, Number(event.timeUnixNano - startTimeUnixNano));
    const render = event.name === 'exception' ? renderException : renderEvent;
    return render(event, `+${formatDuration(nanos)}`, view);
  });
  if (attributes.length > 0) lines.unshift(paint.dim(formatAttributes(attributes, width)));
  if (message !== '') lines.unshift(paint.red(plainText(`✗ ${message}`, width)));
  if (events.length > MAX_EVENTS) lines.push(paint.dim(`… ${events.length - MAX_EVENTS} more events`));
  return lines;
}

function renderException(event: DecodedEvent, offset: string, { paint, width }: View): string {
  const type = textOf(event, 'exception.type') || 'exception';
  const message = textOf(event, 'exception.message');
  const text = plainText(`✗ ${message === '' ? type : `${type}: ${message}`}`, width - offset.length - 2);
  return `${paint.red(text)}  ${paint.dim(offset)}`;
}

function renderEvent(event: DecodedEvent, offset: string, { paint, width }: View): string {
  const name = plainText(event.name, Math.min(MAX_NAME_COLUMNS, Math.floor(width / 2)));
  if (event.attributes.length === 0) return `• ${name}  ${paint.dim(offset)}`;
  const attributes = formatAttributes(event.attributes, width - widthOf(name) - offset.length - 6);
  return `• ${name}  ${paint.dim(`${offset}  ${attributes}`)}`;
}

function textOf({ attributes }: DecodedEvent, name: string): string {
  const value = attributes.find(({ key }) => key === name)?.value;
  return typeof value === 'string' ? value : '';
}
