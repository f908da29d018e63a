import { ANY_VALUE, ATTRIBUTES, anyValueJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { daySql, idSql, timeSql } from './field-sql.ts';
import { insertRows, requestStructure } from './request-level.ts';
import type { RequestLevel, RowSource } from './request-level.ts';
import { resourceLevel, scopeLevel } from './shared-levels.ts';

const RECORD_COLUMNS: RequestLevel['columns'] = {
  time: ['time', 'UInt64'],
  observed_time: ['observed_time', 'UInt64'],
  trace_id_read: ['trace_id', 'String'],
  span_id_read: ['span_id', 'String'],
  flags_read: ['flags', 'UInt32'],
  severity_read: ['severity_number', 'Int32'],
  severity_text_read: ['severity_text', 'String'],
  event_name_read: ['event_name', 'String'],
  body_read: ['body', ANY_VALUE],
  attributes: ['attributes', ATTRIBUTES],
  dropped_attributes: ['dropped_attributes', 'UInt32'],
};

/** When it happened; when it was seen, if the sender does not know (as the log data model says). */
const TIME = 'if(time = 0, observed_time, time)';

function recordOutputs(arrivedAt: Date): RequestLevel['outputs'] {
  return {
    day: daySql(TIME, arrivedAt),
    ts: timeSql(TIME),
    observed_ts: timeSql('observed_time'),
    trace_id: idSql('trace_id_read'),
    span_id: idSql('span_id_read'),
    flags: 'flags_read',
    severity_number: 'if(severity_read BETWEEN 0 AND 24, severity_read, 0)',
    severity_text: 'severity_text_read',
    event_name: 'event_name_read',
    body_is_json: `body_read.type != 's'`,
    body: `if(body_read.type = 's', body_read.s, ${anyValueJson('body_read')})`,
    attrs: stringAttributes('attributes'),
    attrs_json: jsonAttributes('attributes'),
    dropped: 'dropped_attributes',
  };
}

function levels(arrivedAt: Date): RequestLevel[] {
  const record = { path: 'log_records', columns: RECORD_COLUMNS, outputs: recordOutputs(arrivedAt) };
  return [resourceLevel('resource_logs'), scopeLevel('scope_logs'), record];
}

export const LOGS_STRUCTURE = requestStructure(levels(new Date(0)));

export function insertLogs(from: RowSource): string {
  return insertRows('logs', levels(from.file.arrivedAt), from);
}
