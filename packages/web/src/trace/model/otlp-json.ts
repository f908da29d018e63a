// Spans of the API as OTLP/JSON again: 64-bit numbers as decimal texts, ids in hex, values as unions, nothing that is empty.
// Whole numbers become integers: whether the sender meant 5 or 5.0, the API does not say.
import type { Attributes, AttributeValue, Span } from '@throughline/hub';

const KINDS: readonly Span['kind'][] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly Span['status'][] = ['unset', 'ok', 'error'];

/** One ExportTraceServiceRequest, for `JSON.stringify`. */
export function toTraceRequest(spans: readonly Span[]): object {
  return {
    resourceSpans: groupBy(spans, ({ resource }) => resource).map((group) => ({
      resource: { attributes: keyValues(group[0].resource) },
      scopeSpans: groupBy(group, ({ scope }) => scope).map((some) => ({
        scope: toScope(some[0].scope),
        spans: some.map(toSpan),
      })),
    })),
  };
}

function groupBy(spans: readonly Span[], partOf: (span: Span) => object): readonly Span[][] {
  return [...Map.groupBy(spans, (span) => JSON.stringify(partOf(span))).values()];
}

function toScope({ name, version, attributes }: Span['scope']): object {
  return { name, version: version || undefined, attributes: keyValues(attributes) };
}

function toSpan(span: Span): object {
  const { traceId, spanId, parentSpanId, name, kind, startUnixNano, durationNs, dropped } = span;
  return {
    traceId,
    spanId,
    parentSpanId: parentSpanId || undefined,
    traceState: span.traceState || undefined,
    flags: span.flags || undefined,
    name,
    kind: KINDS.indexOf(kind),
    startTimeUnixNano: startUnixNano,
    endTimeUnixNano: String(BigInt(startUnixNano) + BigInt(Math.round(durationNs))),
    attributes: keyValues(span.attributes),
    droppedAttributesCount: dropped.attributes || undefined,
    events: filled(span.events.map(toEvent)),
    droppedEventsCount: dropped.events || undefined,
    links: filled(span.links.map(toLink)),
    droppedLinksCount: dropped.links || undefined,
    status: { code: STATUSES.indexOf(span.status) || undefined, message: span.statusMessage || undefined },
  };
}

function toEvent({ timeUnixNano, name, attributes }: Span['events'][number]): object {
  return { timeUnixNano, name, attributes: keyValues(attributes) };
}

function toLink({ traceId, spanId, traceState, attributes }: Span['links'][number]): object {
  return { traceId, spanId, traceState: traceState || undefined, attributes: keyValues(attributes) };
}

function keyValues(attributes: Attributes): object[] | undefined {
  return filled(Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) })));
}

function anyValue(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value))
    return { arrayValue: { values: filled((value as readonly AttributeValue[]).map(anyValue)) } };
  return { kvlistValue: { values: keyValues(value as Attributes) } };
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
