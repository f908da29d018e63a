// The SDK's view of a span (ReadableSpan), for standard processors and exporters. Nothing here runs without them.
import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api';
import type { EventRecord, LinkRecord } from '@throughline/wire';
import { toAttributes } from './attributes.ts';
import { toHrTime } from './clock.ts';
import { createSpanContext } from './span-context.ts';
import type { Span } from './span.ts';

/** An event in the SDK's shape. */
export interface TimedEvent {
  time: HrTime;
  name: string;
  attributes?: Attributes;
  droppedAttributesCount?: number;
}

/** All attributes of a span, the shared ones included. */
export function attributesOf(span: Span): Attributes {
  return {
    ...toAttributes(span.baggage?.list ?? []),
    ...toAttributes(span.sharedList),
    ...toAttributes(span.flatAttributes),
  };
}

/** An event in the SDK's shape. */
export function toTimedEvent(event: EventRecord): TimedEvent {
  const { name, attributes, droppedAttributesCount } = event;
  const time = toHrTime(event.timeHigh, event.timeLow);
  return { time, name, attributes: toAttributes(attributes), droppedAttributesCount };
}

/** A link in the SDK's shape. */
export function toLink(link: LinkRecord): Link {
  const isRemote = (link.flags & 0x200) !== 0;
  const context = createSpanContext({
    ...link,
    traceFlags: link.flags & 0xff,
    traceStateText: link.traceState,
    isRemote,
  });
  const { attributes, droppedAttributesCount } = link;
  return { context, attributes: toAttributes(attributes), droppedAttributesCount };
}

/** How long the span took, `[0, 0]` while it runs. */
export function durationOf(span: Span): HrTime {
  if (!span.ended) return [0, 0];
  const [endSeconds, endNanos] = span.endTime;
  const [startSeconds, startNanos] = span.startTime;
  const nanos = endNanos - startNanos;
  return nanos < 0 ? [endSeconds - startSeconds - 1, nanos + 1e9] : [endSeconds - startSeconds, nanos];
}

/** The parent's span context, `undefined` for a root span. */
export function parentOf(span: Span): SpanContext | undefined {
  if (span.parentWord0 === 0 && span.parentWord1 === 0) return undefined;
  return createSpanContext({
    traceWord0: span.traceWord0,
    traceWord1: span.traceWord1,
    traceWord2: span.traceWord2,
    traceWord3: span.traceWord3,
    spanWord0: span.parentWord0,
    spanWord1: span.parentWord1,
    traceFlags: span.traceFlags,
    traceStateText: span.traceStateText,
    isRemote: (span.wireFlags & 0x200) !== 0,
  });
}
