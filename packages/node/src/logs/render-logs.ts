// Log records as lines for people: time, level, message, fields, ids.
import type { DecodedLogRecord, DecodedLogsRequest } from '@throughline/wire/decode';
import { formatAttributes, formatValue } from '../console/format-attributes.ts';
import { plainText } from '../console/plain-text.ts';

const MAX_MESSAGE_COLUMNS = 400;
const MAX_ATTRIBUTE_COLUMNS = 400;
const LEVELS = ['', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** The longest of them. */
const LEVEL_WIDTH = 5;

/** One line for each record, in order. */
export function renderLogs({ resourceLogs }: DecodedLogsRequest): string {
  const records = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
  const ordered = records.toSorted((a, b) => Number(a.timeUnixNano - b.timeUnixNano));
  return ordered.map((record) => `${renderRecord(record)}\n`).join('');
}

function renderRecord(record: DecodedLogRecord): string {
  const { timeUnixNano, severityNumber, body, eventName, attributes, traceId, spanId } = record;
  const time = new Date(Number(timeUnixNano / 1_000_000n)).toISOString();
  const message = typeof body === 'string' ? plainText(body, MAX_MESSAGE_COLUMNS) : formatValue(body ?? eventName);
  return [
    time,
    LEVELS[Math.ceil(severityNumber / 4)].padEnd(LEVEL_WIDTH),
    message,
    formatAttributes(
      attributes.filter(({ key }) => key !== 'exception.stacktrace'),
      MAX_ATTRIBUTE_COLUMNS,
    ),
    traceId === '' ? '' : `trace_id=${traceId} span_id=${spanId}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
