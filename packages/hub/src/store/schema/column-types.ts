// Column types and expressions that the tables share.

export const STRING_MAP = 'Map(LowCardinality(String), String)';

/** Keys of all attributes. */
export const KEYS = 'arrayConcat(mapKeys(attrs), mapKeys(attrs_json))';

/** `key=value` of every attribute, numbers and the like by their JSON text. */
export const ITEMS = `arrayConcat(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attrs), mapValues(attrs)), arrayMap((k, v) -> concat(k, '=', v), mapKeys(attrs_json), mapValues(attrs_json)))`;

/**
 * The file that a row was loaded from. One INSERT makes one part a day, and a part is there or not: so the rows of a file and a
 * day are all there or none, and a file can be loaded again after a crash without a row twice (`load/request-level.ts`).
 */
export const LOAD_ID = 'load_id LowCardinality(String) CODEC(ZSTD(1))';
