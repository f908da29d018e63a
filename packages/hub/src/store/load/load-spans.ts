// The two statements that turn a segment of trace requests into rows. ClickHouse reads the protobuf itself; no span is ever
// decoded in JavaScript.
import { allAttributesJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';

const time = (nanoseconds: string): string =>
  `fromUnixTimestamp64Nano(toInt64(least(${nanoseconds}, 9223372036854775807)), 'UTC')`;
const id = (bytes: string): string => `lower(hex(${bytes}))`;

/** The hash under which a resource is stored, and by which its spans name it. */
const RESOURCE_HASH = 'cityHash64(r.resource.attributes)';

/** `service.name`, `''` where the resource has none. */
const SERVICE = `arrayFirst(a -> a.key = 'service.name', r.resource.attributes).value.string_value`;

/** @param source - a table function that yields `resource_spans`. */
export function insertSpans(source: string): string {
  return `INSERT INTO spans
SELECT ${time('sp.start_time_unix_nano')} AS ts,
  ${id('sp.trace_id')} AS trace_id, ${id('sp.span_id')} AS span_id, ${id('sp.parent_span_id')} AS parent_span_id,
  sp.trace_state AS trace_state, sp.flags AS flags, sp.name AS name,
  if(sp.kind BETWEEN 0 AND 5, sp.kind, 0) AS kind, service,
  if(sp.status.code BETWEEN 0 AND 2, sp.status.code, 0) AS status, sp.status.message AS status_message,
  if(sp.end_time_unix_nano > sp.start_time_unix_nano, sp.end_time_unix_nano - sp.start_time_unix_nano, 0) AS duration_ns,
  ss.scope.name AS scope_name, ss.scope.version AS scope_version, ${allAttributesJson('ss.scope.attributes')} AS scope_attrs,
  resource_hash,
  ${stringAttributes('sp.attributes')} AS attrs,
  ${jsonAttributes('sp.attributes')} AS attrs_json,
  arrayMap(e -> ${time('e.time_unix_nano')}, sp.events) AS \`events.ts\`,
  arrayMap(e -> e.name, sp.events) AS \`events.name\`,
  arrayMap(e -> ${allAttributesJson('e.attributes')}, sp.events) AS \`events.attrs\`,
  arrayMap(l -> ${id('l.trace_id')}, sp.links) AS \`links.trace_id\`,
  arrayMap(l -> ${id('l.span_id')}, sp.links) AS \`links.span_id\`,
  arrayMap(l -> l.trace_state, sp.links) AS \`links.trace_state\`,
  arrayMap(l -> ${allAttributesJson('l.attributes')}, sp.links) AS \`links.attrs\`,
  arrayMap(l -> l.flags, sp.links) AS \`links.flags\`,
  if(sp.dropped_attributes_count + sp.dropped_events_count + sp.dropped_links_count = 0, [],
    [sp.dropped_attributes_count, sp.dropped_events_count, sp.dropped_links_count]) AS dropped
FROM (SELECT service, resource_hash, ss, arrayJoin(ss.spans) AS sp
  FROM (SELECT ${SERVICE} AS service, ${RESOURCE_HASH} AS resource_hash, arrayJoin(r.scope_spans) AS ss
    FROM (SELECT arrayJoin(resource_spans) AS r FROM ${source})))`;
}

/** @param source - a table function that yields `resource_spans` with nothing but the resources. */
export function insertResources(source: string): string {
  return `INSERT INTO resources
SELECT DISTINCT ${RESOURCE_HASH} AS resource_hash, ${SERVICE} AS service,
  ${stringAttributes('r.resource.attributes')} AS attrs, ${jsonAttributes('r.resource.attributes')} AS attrs_json, now() AS last_seen
FROM (SELECT arrayJoin(resource_spans) AS r FROM ${source})`;
}
