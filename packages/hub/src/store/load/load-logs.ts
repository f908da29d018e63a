import { allAttributesJson, anyValueJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { RESOURCE_HASH, SERVICE, daySql, idSql, timeSql } from './field-sql.ts';

/** When it happened; when it was seen, if the sender does not know (as the log data model says). */
const TIME = 'if(l.time_unix_nano = 0, l.observed_time_unix_nano, l.time_unix_nano)';

/** @param source - a table function that yields `resource_logs`. */
export function insertLogs(source: string, arrivedAt: Date): string {
  return `INSERT INTO logs
SELECT ${daySql(TIME, arrivedAt)} AS day, ${timeSql(TIME)} AS ts, ${timeSql('l.observed_time_unix_nano')} AS observed_ts,
  ${idSql('l.trace_id')} AS trace_id, ${idSql('l.span_id')} AS span_id, l.flags AS flags,
  if(l.severity_number BETWEEN 0 AND 24, l.severity_number, 0) AS severity_number, l.severity_text AS severity_text,
  service, l.event_name AS event_name,
  l.body.value != 'string_value' AS body_is_json, if(body_is_json, ${anyValueJson('l.body')}, l.body.string_value) AS body,
  sl.scope.name AS scope_name, sl.scope.version AS scope_version, ${allAttributesJson('sl.scope.attributes')} AS scope_attrs,
  resource_hash,
  ${stringAttributes('l.attributes')} AS attrs, ${jsonAttributes('l.attributes')} AS attrs_json,
  l.dropped_attributes_count AS dropped
FROM (SELECT service, resource_hash, sl, arrayJoin(sl.log_records) AS l
  FROM (SELECT ${SERVICE} AS service, ${RESOURCE_HASH} AS resource_hash, arrayJoin(r.scope_logs) AS sl
    FROM (SELECT arrayJoin(resource_logs) AS r FROM ${source})))`;
}
