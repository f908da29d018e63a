import type { Span, SpanPlace } from '../api/types.ts';

/** What the tree of a trace and its picture need of a span: small, since the heads of a whole trace are held at once. */
export interface SpanHead extends Pick<
  Span,
  | 'traceId'
  | 'spanId'
  | 'parentSpanId'
  | 'name'
  | 'service'
  | 'kind'
  | 'status'
  | 'startUnixNano'
  | 'durationNs'
  | 'resource'
> {
  readonly eventTimes: readonly string[];
  readonly linkCount: number;
}

/** The head of a span in its place in the tree. */
export type PlacedHead = SpanHead & SpanPlace;
