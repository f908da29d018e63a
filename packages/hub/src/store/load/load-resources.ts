import { jsonAttributes, stringAttributes } from './attribute-sql.ts';
import type { RequestLevel, RowSource } from './request-level.ts';
import { requestStructure, selectRows } from './request-level.ts';
import { RESOURCE_COLUMNS, RESOURCE_HASH, SERVICE } from './shared-levels.ts';

const LEVELS: readonly RequestLevel[] = [
  {
    path: 'resource_items',
    columns: RESOURCE_COLUMNS,
    outputs: {
      resource_hash: RESOURCE_HASH,
      service: SERVICE,
      attrs: stringAttributes('resource'),
      attrs_json: jsonAttributes('resource'),
    },
  },
];

export const RESOURCE_STRUCTURE = requestStructure(LEVELS);

/** A resource that is there already is replaced: it does not matter how often it is inserted. */
export function insertResources({ source, file }: RowSource): string {
  const seconds = Math.floor(file.arrivedAt.getTime() / 1000);
  return `INSERT INTO resources (day, last_seen, resource_hash, service, attrs, attrs_json)
SELECT DISTINCT toDate(last_seen), toDateTime(${seconds}, 'UTC') AS last_seen, resource_hash, service, attrs, attrs_json
FROM (${selectRows(LEVELS, source)})`;
}
