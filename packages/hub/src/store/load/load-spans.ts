// The statement that turns a segment of trace requests into rows. ClickHouse reads the protobuf itself; no span is ever
// decoded in JavaScript.
import { allAttributesJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { RESOURCE_HASH, SERVICE, daySql, idSql, timeSql } from './field-sql.ts';

/** @param source - a table function that yields `resource_spans`. */
export function insertSpans(source: string, arrivedAt: Date): string {
  return `INSERT INTO spans
SELECT ${daySql('sp.start_time_unix_nano', arrivedAt)} AS day, ${timeSql('sp.start_time_unix_nano')} AS ts,
  ${idSql('sp.trace_id')} AS trace_id, ${idSql('sp.span_id')} AS span_id, ${idSql('sp.parent_span_id')} AS parent_span_id,
  sp.trace_state AS trace_state, sp.flags AS flags, sp.name AS name,
  if(sp.kind BETWEEN 0 AND 5, sp.kind, 0) AS kind, service,
  if(sp.status.code BETWEEN 0 AND 2, sp.status.code, 0) AS status, sp.status.message AS status_message,
  if(sp.end_time_unix_nano > sp.start_time_unix_nano, sp.end_time_unix_nano - sp.start_time_unix_nano, 0) AS duration_ns,
  ss.scope.name AS scope_name, ss.scope.version AS scope_version, ${allAttributesJson('ss.scope.attributes')} AS scope_attrs,
  resource_hash,
  ${stringAttributes('sp.attributes')} AS attrs,
  ${jsonAttributes('sp.attributes')} AS attrs_json,
  arrayMap(e -> ${timeSql('e.time_unix_nano')}, sp.events) AS \`events.ts\`,
  arrayMap(e -> e.name, sp.events) AS \`events.name\`,
  arrayMap(e -> ${allAttributesJson('e.attributes')}, sp.events) AS \`events.attrs\`,
  arrayMap(l -> ${idSql('l.trace_id')}, sp.links) AS \`links.trace_id\`,
  arrayMap(l -> ${idSql('l.span_id')}, sp.links) AS \`links.span_id\`,
  arrayMap(l -> l.trace_state, sp.links) AS \`links.trace_state\`,
  arrayMap(l -> ${allAttributesJson('l.attributes')}, sp.links) AS \`links.attrs\`,
  arrayMap(l -> l.flags, sp.links) AS \`links.flags\`,
  if(sp.dropped_attributes_count + sp.dropped_events_count + sp.dropped_links_count = 0, [],
    [sp.dropped_attributes_count, sp.dropped_events_count, sp.dropped_links_count]) AS dropped
FROM (SELECT service, resource_hash, ss, arrayJoin(ss.spans) AS sp
  FROM (SELECT ${SERVICE} AS service, ${RESOURCE_HASH} AS resource_hash, arrayJoin(r.scope_spans) AS ss
    FROM (SELECT arrayJoin(resource_spans) AS r FROM ${source})))`;
}
