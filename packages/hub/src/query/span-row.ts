import type { Attributes, Span, SpanEvent, SpanKind, SpanLink, SpanStatus } from '../api/types.ts';
import { parseAttributes, parseJsonAttributes } from '../store/attribute-json.ts';
import type { AttributeColumns, StoredAttributes } from '../store/attribute-json.ts';
import type { SpanHead } from '../trace-tree/span-head.ts';
import type { Reader } from './reader.ts';
import { fetchResources } from './resources.ts';

/** What to select from `spans` to get a {@link HeadRow}. */
export const HEAD_COLUMNS = `trace_id, span_id, parent_span_id, name, service, kind, status,
  toString(toUnixTimestamp64Nano(ts)) AS start, duration_ns, resource_hash,
  arrayMap(t -> toString(toUnixTimestamp64Nano(t)), events.ts) AS event_times, toUInt32(length(links.flags)) AS link_count`;

/** What to select from `spans` to get a {@link SpanRow}. */
export const SPAN_COLUMNS = `${HEAD_COLUMNS}, status_message, attrs, attrs_json,
  events.name AS event_names, events.attrs AS event_attrs,
  links.trace_id AS link_trace_ids, links.span_id AS link_span_ids, links.trace_state AS link_states, links.attrs AS link_attrs,
  scope_name, scope_version, scope_attrs, trace_state, flags, dropped`;

/** The small columns of a row of `spans`, which all rows of a large trace can be read with. */
export interface HeadRow {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly start: string;
  readonly duration_ns: string;
  readonly resource_hash: string;
  readonly event_times: readonly string[];
  readonly link_count: number;
}

/** A row of `spans` as it arrives. */
export interface SpanRow extends HeadRow, AttributeColumns {
  readonly status_message: string;
  readonly event_names: readonly string[];
  readonly event_attrs: readonly StoredAttributes[];
  readonly link_trace_ids: readonly string[];
  readonly link_span_ids: readonly string[];
  readonly link_states: readonly string[];
  readonly link_attrs: readonly StoredAttributes[];
  readonly scope_name: string;
  readonly scope_version: string;
  readonly scope_attrs: StoredAttributes;
  readonly trace_state: string;
  readonly flags: number;
  readonly dropped: readonly [] | readonly [attributes: number, events: number, links: number];
}

/** Makes spans of rows. */
export function readSpans(engine: Reader, rows: readonly SpanRow[]): Promise<Span[]> {
  return readRows(engine, rows, readSpan);
}

/** Makes heads of rows. */
export function readHeads(engine: Reader, rows: readonly HeadRow[]): Promise<SpanHead[]> {
  return readRows(engine, rows, readHead);
}

/** Spans of one resource share the object of its attributes. */
async function readRows<Row extends HeadRow, Read>(
  engine: Reader,
  rows: readonly Row[],
  read: (row: Row, resource: Attributes) => Read,
): Promise<Read[]> {
  const resources = await fetchResources(
    engine,
    rows.map((row) => row.resource_hash),
  );
  const attributes = new Map([...resources].map(([hash, columns]) => [hash, parseAttributes(columns)]));
  return rows.map((row) => read(row, attributes.get(row.resource_hash) ?? {}));
}

function readHead(row: HeadRow, resource: Attributes): SpanHead {
  return { ...readFields(row), resource, eventTimes: row.event_times, linkCount: row.link_count };
}

function readFields(row: HeadRow): Omit<SpanHead, 'resource' | 'eventTimes' | 'linkCount'> {
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    service: row.service,
    kind: row.kind,
    status: row.status,
    startUnixNano: row.start,
    durationNs: Number(row.duration_ns),
  };
}

function readSpan(row: SpanRow, resource: Attributes): Span {
  const [attributes = 0, events = 0, links = 0] = row.dropped;
  return {
    ...readFields(row),
    statusMessage: row.status_message,
    attributes: parseAttributes(row),
    events: readEvents(row),
    links: readLinks(row),
    resource,
    scope: { name: row.scope_name, version: row.scope_version, attributes: parseJsonAttributes(row.scope_attrs) },
    traceState: row.trace_state,
    flags: row.flags,
    dropped: { attributes, events, links },
  };
}

function readEvents(row: SpanRow): SpanEvent[] {
  return row.event_names.map((name, i) => ({
    timeUnixNano: row.event_times[i],
    name,
    attributes: parseJsonAttributes(row.event_attrs[i]),
  }));
}

function readLinks(row: SpanRow): SpanLink[] {
  return row.link_trace_ids.map((traceId, i) => ({
    traceId,
    spanId: row.link_span_ids[i],
    traceState: row.link_states[i],
    attributes: parseJsonAttributes(row.link_attrs[i]),
  }));
}
