import type { LogRecord } from '@throughline/hub';
import { formatShortTime } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { fit, harmless } from '../terminal/text.ts';

export interface LogLineOptions {
  readonly style: Style;
  readonly attributes: boolean;
}

const SERVICE_COLUMNS = 14;

/** A record as a line, its message whole: a terminal breaks lines, a pipe wants all of it. */
export function formatLogLine(record: LogRecord, { style, attributes }: LogLineOptions): string {
  const { service, body, traceId } = record;
  const parts = [
    style.dim(formatShortTime(record.timeUnixNano)),
    paintSeverity(record, style),
    style.named(service, fit(harmless(service), SERVICE_COLUMNS)),
    harmless(typeof body === 'string' ? body : JSON.stringify(body)),
  ];
  if (record.eventName !== '') parts.push(style.bold(harmless(record.eventName)));
  if (traceId !== '') parts.push(style.dim(traceId));
  const line = `${parts.join(' ')}\n`;
  if (!attributes) return line;
  const indent = ' '.repeat(4);
  return (
    line +
    Object.entries(record.attributes)
      .map(([key, value]) => `${indent}${style.dim(harmless(`${key} = ${show(value)}`))}\n`)
      .join('')
  );
}

function paintSeverity({ severityText, severity, severityNumber }: LogRecord, style: Style): string {
  const text = fit(harmless(severityText || severity || '–').toUpperCase(), 5);
  if (severityNumber >= 17) return style.error(text);
  if (severityNumber >= 13) return style.warning(text);
  return severityNumber >= 9 ? text : style.dim(text);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
