import { walkItems } from './items-walk.ts';
import type { ItemLimits, ItemsReport } from './items-walk.ts';
import { content, fixed32, fixed64, nested, requestOf, varint } from './message-rule.ts';

const LOG_RECORD = nested('item', {
  1: fixed64,
  2: varint,
  3: content('text'),
  5: content('value'),
  6: content('attribute'),
  7: varint,
  8: fixed32,
  9: content('trace-id'),
  10: content('span-id'),
  11: fixed64,
  12: content('name'),
});

const REQUEST = requestOf(LOG_RECORD);

/**
 * Checks an encoded ExportLogsServiceRequest: framing, nesting, counts, ids and lengths. It does not check that text is
 * UTF-8. The rejected records can be cut out with `removeItems`.
 *
 * @throws {@link WireError} `TL_WIRE_TRUNCATED` or `TL_WIRE_MALFORMED` for bytes that are no such request,
 *   `TL_WIRE_LIMIT` for more than `maxItems` records, and `TL_WIRE_NESTING` or `TL_WIRE_LIMIT` for a resource or scope
 *   above the limits.
 */
export function validateLogsRequest(bytes: Uint8Array, limits: ItemLimits = {}): ItemsReport {
  return walkItems(bytes, REQUEST, limits);
}
