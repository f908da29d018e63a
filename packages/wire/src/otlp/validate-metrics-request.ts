import { walkItems } from './items-walk.ts';
import type { ItemLimits, ItemsReport } from './items-walk.ts';
import { content, fixed64, fixed64s, nested, requestOf, varint, varints } from './message-rule.ts';

const EXEMPLAR = nested('exemplar', {
  2: fixed64,
  3: fixed64,
  4: content('exemplar-span-id'),
  5: content('exemplar-trace-id'),
  6: fixed64,
  7: content('attribute'),
});

const NUMBER_POINT = nested('item', {
  2: fixed64,
  3: fixed64,
  4: fixed64,
  5: EXEMPLAR,
  6: fixed64,
  7: content('attribute'),
  8: varint,
});

const HISTOGRAM_POINT = nested('item', {
  2: fixed64,
  3: fixed64,
  4: fixed64,
  5: fixed64,
  6: fixed64s,
  7: fixed64s,
  8: EXEMPLAR,
  9: content('attribute'),
  10: varint,
  11: fixed64,
  12: fixed64,
});

const BUCKETS = nested('message', { 1: varint, 2: varints });

const EXPONENTIAL_POINT = nested('item', {
  1: content('attribute'),
  2: fixed64,
  3: fixed64,
  4: fixed64,
  5: fixed64,
  6: varint,
  7: fixed64,
  8: BUCKETS,
  9: BUCKETS,
  10: varint,
  11: EXEMPLAR,
  12: fixed64,
  13: fixed64,
  14: fixed64,
});

/** Of a summary; its quantiles count as exemplars do. */
const SUMMARY_POINT = nested('item', {
  2: fixed64,
  3: fixed64,
  4: fixed64,
  5: fixed64,
  6: nested('exemplar', { 1: fixed64, 2: fixed64 }),
  7: content('attribute'),
  8: varint,
});

const METRIC = nested('metric', {
  1: content('name'),
  2: content('text'),
  3: content('name'),
  5: nested('metric-data', { 1: NUMBER_POINT }),
  7: nested('metric-data', { 1: NUMBER_POINT, 2: varint, 3: varint }),
  9: nested('metric-data', { 1: HISTOGRAM_POINT, 2: varint }),
  10: nested('metric-data', { 1: EXPONENTIAL_POINT, 2: varint }),
  11: nested('metric-data', { 1: SUMMARY_POINT }),
  12: content('attribute'),
});

const REQUEST = requestOf(METRIC);

/**
 * Checks an encoded ExportMetricsServiceRequest as `validateLogsRequest` does. Its items are data points; a metric whose
 * own fields are at fault is rejected with all of them.
 *
 * @throws {@link WireError} as `validateLogsRequest` does.
 */
export function validateMetricsRequest(bytes: Uint8Array, limits: ItemLimits = {}): ItemsReport {
  return walkItems(bytes, REQUEST, limits);
}
