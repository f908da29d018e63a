import type { QueryAttributes, QuerySpan } from '@throughline/query-language';
import type { DecodedAttribute, DecodedScope, DecodedSpan } from '@throughline/wire/decode';
import type { Attributes, AttributeValue, Span, SpanKind, SpanStatus } from '../api/types.ts';
import { toAttributeValue } from '../store/attribute-json.ts';

const KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** A span as it was sent, with what stands around it in its request. */
export interface SentSpan {
  readonly span: DecodedSpan;
  readonly scope: DecodedScope | undefined;
  readonly service: string;
  readonly resource: readonly DecodedAttribute[];
}

/** As the evaluator of queries wants it. */
export function toQuerySpan({ span, service, resource }: SentSpan): QuerySpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: KINDS[span.kind] ?? 'unspecified',
    status: STATUSES[span.status?.code ?? 0] ?? 'unset',
    statusMessage: span.status?.message ?? '',
    service,
    startUnixNano: span.startTimeUnixNano,
    durationNs: durationOf(span),
    attributes: toRecord(span.attributes),
    resource: toRecord(resource),
    events: span.events.map(({ name, attributes }) => ({ name, attributes: toRecord(attributes) })),
    links: span.links.map(({ traceId, spanId, attributes }) => ({ traceId, spanId, attributes: toRecord(attributes) })),
  };
}

/** As the API shows it. */
export function toSpan({ span, scope, service, resource }: SentSpan): Span {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    service,
    kind: KINDS[span.kind] ?? 'unspecified',
    status: STATUSES[span.status?.code ?? 0] ?? 'unset',
    statusMessage: span.status?.message ?? '',
    startUnixNano: String(span.startTimeUnixNano),
    durationNs: Number(durationOf(span)),
    attributes: toAttributes(span.attributes),
    events: span.events.map((event) => ({
      timeUnixNano: String(event.timeUnixNano),
      name: event.name,
      attributes: toAttributes(event.attributes),
    })),
    links: span.links.map(({ traceId, spanId, traceState, attributes }) => ({
      traceId,
      spanId,
      traceState,
      attributes: toAttributes(attributes),
    })),
    resource: toAttributes(resource),
    scope: {
      name: scope?.name ?? '',
      version: scope?.version ?? '',
      attributes: toAttributes(scope?.attributes ?? []),
    },
    traceState: span.traceState,
    flags: span.flags,
    dropped: {
      attributes: span.droppedAttributesCount,
      events: span.droppedEventsCount,
      links: span.droppedLinksCount,
    },
  };
}

function durationOf({ startTimeUnixNano: start, endTimeUnixNano: end }: DecodedSpan): bigint {
  return end > start ? end - start : 0n;
}

function toRecord(attributes: readonly DecodedAttribute[]): QueryAttributes {
  const record: Record<string, QueryAttributes[string]> = Object.create(null);
  for (const { key, value } of attributes) record[key] = value as QueryAttributes[string];
  return record;
}

function toAttributes(attributes: readonly DecodedAttribute[]): Attributes {
  const record: Record<string, AttributeValue> = Object.create(null);
  for (const { key, value } of attributes) record[key] = toAttributeValue(value);
  return record;
}
