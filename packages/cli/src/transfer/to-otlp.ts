// Answers of the API as OTLP again. Whole numbers become integers: whether the sender meant 5 or 5.0, JSON does not say.
import { formatLogsRequestJson, formatTraceRequestJson } from '@throughline/wire/decode';
import type {
  DecodedAttribute,
  DecodedLogRecord,
  DecodedScope,
  DecodedSpan,
  DecodedValue,
} from '@throughline/wire/decode';
import type { Attributes, AttributeValue, LogRecord, Span } from '@throughline/hub';

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['unset', 'ok', 'error'];

/** Formats spans as one ExportTraceServiceRequest in OTLP/JSON. */
export function formatSpans(spans: readonly Span[]): string {
  const resources = Map.groupBy(spans, ({ resource }) => JSON.stringify(resource));
  return formatTraceRequestJson({
    resourceSpans: [...resources.values()].map((group) => ({
      resource: toResource(group[0].resource),
      schemaUrl: '',
      scopeSpans: [...Map.groupBy(group, ({ scope }) => JSON.stringify(scope)).values()].map((some) => ({
        scope: toScope(some[0].scope),
        schemaUrl: '',
        spans: some.map(toSpan),
      })),
    })),
  });
}

/** Formats log records as one ExportLogsServiceRequest in OTLP/JSON. */
export function formatLogs(logs: readonly LogRecord[]): string {
  const resources = Map.groupBy(logs, ({ resource }) => JSON.stringify(resource));
  return formatLogsRequestJson({
    resourceLogs: [...resources.values()].map((group) => ({
      resource: toResource(group[0].resource),
      schemaUrl: '',
      scopeLogs: [...Map.groupBy(group, ({ scopeName }) => scopeName)].map(([name, some]) => ({
        scope: toScope({ name, version: '', attributes: {} }),
        schemaUrl: '',
        logRecords: some.map(toLogRecord),
      })),
    })),
  });
}

function toResource(resource: Attributes): { attributes: DecodedAttribute[]; droppedAttributesCount: number } {
  return { attributes: toAttributes(resource), droppedAttributesCount: 0 };
}

function toScope({ name, version, attributes }: Span['scope']): DecodedScope {
  return { name, version, attributes: toAttributes(attributes), droppedAttributesCount: 0 };
}

function toSpan(span: Span): DecodedSpan {
  const { traceId, spanId, parentSpanId, name, traceState, flags, dropped } = span;
  const start = BigInt(span.startUnixNano);
  const code = STATUSES.indexOf(span.status);
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    traceState,
    flags,
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.round(span.durationNs)),
    attributes: toAttributes(span.attributes),
    droppedAttributesCount: dropped.attributes,
    events: span.events.map(({ timeUnixNano, name: event, attributes }) => ({
      timeUnixNano: BigInt(timeUnixNano),
      name: event,
      attributes: toAttributes(attributes),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: dropped.events,
    links: span.links.map(({ attributes, ...link }) => ({
      ...link,
      attributes: toAttributes(attributes),
      droppedAttributesCount: 0,
      flags: 0,
    })),
    droppedLinksCount: dropped.links,
    status: code === 0 && span.statusMessage === '' ? undefined : { code, message: span.statusMessage },
  };
}

function toLogRecord(record: LogRecord): DecodedLogRecord {
  const { severityNumber, severityText, traceId, spanId, eventName, body, attributes } = record;
  const time = BigInt(record.timeUnixNano);
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber,
    severityText,
    body: toValue(body),
    attributes: toAttributes(attributes),
    droppedAttributesCount: 0,
    flags: 0,
    traceId,
    spanId,
    eventName,
  };
}

function toAttributes(attributes: Attributes): DecodedAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: AttributeValue): DecodedValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map(toValue);
  return Object.fromEntries(Object.entries(value as Attributes).map(([key, inner]) => [key, toValue(inner)]));
}
