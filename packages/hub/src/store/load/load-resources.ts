import { jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { RESOURCE_HASH, SERVICE } from './field-sql.ts';

/** @param source - a table function that yields `resource_items`. */
export function insertResources(source: string, arrivedAt: Date): string {
  const seconds = Math.floor(arrivedAt.getTime() / 1000);
  return `INSERT INTO resources
SELECT DISTINCT toDate(last_seen) AS day, ${RESOURCE_HASH} AS resource_hash, ${SERVICE} AS service,
  ${stringAttributes('r.resource.attributes')} AS attrs, ${jsonAttributes('r.resource.attributes')} AS attrs_json,
  toDateTime(${seconds}, 'UTC') AS last_seen
FROM (SELECT arrayJoin(resource_items) AS r FROM ${source})`;
}
