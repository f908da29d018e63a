import type { AttributeValue } from '@throughline/hub';

/** A value as text: a text as it is, everything else as JSON. */
export function formatValue(value: AttributeValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The first line of a body, as much as a row can show. */
export function firstLine(body: AttributeValue, maxLength = 400): string {
  const text = formatValue(body);
  const end = text.search(/[\r\n]/);
  const line = end === -1 ? text : `${text.slice(0, end)} …`;
  return line.length > maxLength ? `${line.slice(0, maxLength)} …` : line;
}
