// Column types and expressions that the tables share.

export const STRING_MAP = 'Map(LowCardinality(String), String)';

/** Keys of all attributes. */
export const KEYS = 'arrayConcat(mapKeys(attrs), mapKeys(attrs_json))';

/** `key=value` of every attribute, numbers and the like by their JSON text. */
export const ITEMS = `arrayConcat(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attrs), mapValues(attrs)), arrayMap((k, v) -> concat(k, '=', v), mapKeys(attrs_json), mapValues(attrs_json)))`;

/** Repeated inserts are recognised among the last so many. */
export const DEDUPLICATION_WINDOW = 'non_replicated_deduplication_window = 1000';
