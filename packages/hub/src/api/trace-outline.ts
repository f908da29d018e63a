import type { OutlineColumns, OutlineMarks, TraceOutline } from './outline-types.ts';
import type { PlacedHead } from '../trace-tree/span-head.ts';
import type { SpanKind, Trace, TraceSummary } from './types.ts';

const KIND_NUMBERS: Readonly<Record<SpanKind, number>> = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};

interface OutlineFrame {
  readonly summary: TraceSummary;
  readonly serviceTimes: Trace['serviceTimes'];
}

/** Puts the little that a picture needs of each span into columns. */
export function outlineTrace(spans: readonly PlacedHead[], { summary, serviceTimes }: OutlineFrame): TraceOutline {
  const names = new Places();
  const services = new Places(summary.services);
  const columns: OutlineColumns = {
    spanIds: spans.map(({ spanId }) => spanId).join(''),
    service: spans.map(({ service }) => services.get(service)),
    name: spans.map(({ name }) => names.get(name)),
    kind: spans.map(({ kind }) => KIND_NUMBERS[kind]),
    depth: spans.map(({ depth }) => depth),
    descendantCount: spans.map(({ descendantCount }) => descendantCount),
    offsetNs: spans.map(({ offsetNs }) => offsetNs),
    durationNs: spans.map(({ durationNs }) => durationNs),
    selfNs: spans.map(({ selfNs }) => selfNs),
  };
  return {
    ...summary,
    serviceTimes,
    names: names.values,
    columns,
    marks: markSpans(spans),
    events: placeEvents(spans, summary),
  };
}

/** Gives each text a number, in the order in which they come. */
class Places {
  readonly values: string[] = [];
  readonly #places = new Map<string, number>();

  constructor(values: readonly string[] = []) {
    for (const value of values) this.get(value);
  }

  get(value: string): number {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.values.push(value) - 1;
      this.#places.set(value, place);
    }
    return place;
  }
}

function markSpans(spans: readonly PlacedHead[]): OutlineMarks {
  const marks: Record<keyof OutlineMarks, number[]> = {
    error: [],
    critical: [],
    links: [],
    orphan: [],
    'duplicate-id': [],
    cycle: [],
    'clock-skew': [],
    'invalid-time': [],
  };
  for (const [place, { status, critical, linkCount, issues }] of spans.entries()) {
    if (status === 'error') marks.error.push(place);
    if (critical) marks.critical.push(place);
    if (linkCount > 0) marks.links.push(place);
    for (const issue of issues) marks[issue].push(place);
  }
  return marks;
}

function placeEvents(spans: readonly PlacedHead[], { startUnixNano }: TraceSummary): number[] {
  const start = BigInt(startUnixNano);
  const events: number[] = [];
  for (const [place, span] of spans.entries())
    for (const time of span.eventTimes) events.push(place, Number(BigInt(time) - start));
  return events;
}
