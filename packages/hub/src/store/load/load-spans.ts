// The statement that turns a segment of trace requests into rows. ClickHouse reads the protobuf itself; no span is ever
// decoded in JavaScript.
import { ATTRIBUTES, FLAT_ATTRIBUTES, flatAttributesJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { daySql, idSql, timeSql } from './field-sql.ts';
import { insertRows, requestStructure } from './request-level.ts';
import type { RequestLevel, RowSource } from './request-level.ts';
import { resourceLevel, scopeLevel } from './shared-levels.ts';

const SPAN_COLUMNS: RequestLevel['columns'] = {
  trace_id_read: ['trace_id', 'String'],
  span_id_read: ['span_id', 'String'],
  parent_span_id_read: ['parent_span_id', 'String'],
  trace_state_read: ['trace_state', 'String'],
  flags_read: ['flags', 'UInt32'],
  name_read: ['name', 'String'],
  kind_read: ['kind', 'Int32'],
  start_time: ['start_time', 'UInt64'],
  end_time: ['end_time', 'UInt64'],
  status_code: ['status.code', 'Int32'],
  status_text: ['status.message', 'String'],
  dropped_attributes: ['dropped_attributes', 'UInt32'],
  dropped_events: ['dropped_events', 'UInt32'],
  dropped_links: ['dropped_links', 'UInt32'],
  attributes: ['attributes', ATTRIBUTES],
  events: ['events', `Array(Tuple(time UInt64, name String, attributes ${FLAT_ATTRIBUTES}))`],
  links: [
    'links',
    `Array(Tuple(trace_id String, span_id String, trace_state String, attributes ${FLAT_ATTRIBUTES}, flags UInt32))`,
  ],
};

function spanOutputs(arrivedAt: Date): RequestLevel['outputs'] {
  return {
    day: daySql('start_time', arrivedAt),
    ts: timeSql('start_time'),
    trace_id: idSql('trace_id_read'),
    span_id: idSql('span_id_read'),
    parent_span_id: idSql('parent_span_id_read'),
    trace_state: 'trace_state_read',
    flags: 'flags_read',
    name: 'name_read',
    kind: 'if(kind_read BETWEEN 0 AND 5, kind_read, 0)',
    status: 'if(status_code BETWEEN 0 AND 2, status_code, 0)',
    status_message: 'status_text',
    duration_ns: 'if(end_time > start_time, end_time - start_time, 0)',
    attrs: stringAttributes('attributes'),
    attrs_json: jsonAttributes('attributes'),
    'events.ts': `arrayMap(e -> ${timeSql('e.time')}, events)`,
    'events.name': 'arrayMap(e -> e.name, events)',
    'events.attrs': `arrayMap(e -> ${flatAttributesJson('e.attributes')}, events)`,
    'links.trace_id': `arrayMap(l -> ${idSql('l.trace_id')}, links)`,
    'links.span_id': `arrayMap(l -> ${idSql('l.span_id')}, links)`,
    'links.trace_state': 'arrayMap(l -> l.trace_state, links)',
    'links.attrs': `arrayMap(l -> ${flatAttributesJson('l.attributes')}, links)`,
    'links.flags': 'arrayMap(l -> l.flags, links)',
    dropped:
      'if(dropped_attributes + dropped_events + dropped_links = 0, [], [dropped_attributes, dropped_events, dropped_links])',
  };
}

function levels(arrivedAt: Date): RequestLevel[] {
  const span = { path: 'spans', columns: SPAN_COLUMNS, outputs: spanOutputs(arrivedAt) };
  return [resourceLevel('resource_spans'), scopeLevel('scope_spans'), span];
}

export const TRACE_STRUCTURE = requestStructure(levels(new Date(0)));

export function insertSpans(from: RowSource): string {
  return insertRows('spans', levels(from.file.arrivedAt), from);
}
