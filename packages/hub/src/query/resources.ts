import type { AttributeColumns } from '../store/attribute-json.ts';
import type { Reader } from './reader.ts';

interface ResourceRow extends AttributeColumns {
  readonly resource_hash: string;
}

/** Fetches resources by the hashes under which their spans or logs name them. */
export async function fetchResources(
  engine: Reader,
  hashes: Iterable<string>,
): Promise<ReadonlyMap<string, AttributeColumns>> {
  const distinct = [...new Set(hashes)];
  if (distinct.length === 0) return new Map();
  const rows = await engine.read<ResourceRow>(
    `SELECT resource_hash, attrs, attrs_json FROM resources
WHERE resource_hash IN (SELECT arrayJoin(arrayMap(h -> toUInt64(h), {hashes:Array(String)}))) LIMIT 1 BY resource_hash`,
    { hashes: distinct },
  );
  return new Map(rows.map((row) => [row.resource_hash, row]));
}
