// A trace as the page keeps it: columns in typed arrays, by place in tree order. A place is the number of a span in it.
import type { OutlineMarks, TraceOutline } from '@throughline/hub';

export const FLAG_ERROR = 1;
export const FLAG_CRITICAL = 2;
export const FLAG_LINKS = 4;
/** Something is odd: see `issuesAt`. */
export const FLAG_ISSUE = 8;

/** The outline with what one asks of it often. */
export interface Outline {
  readonly summary: TraceOutline;
  readonly count: number;
  /** Place in `summary.services`. */
  readonly service: Uint16Array;
  /** Place in `summary.names`. */
  readonly name: Uint32Array;
  readonly kind: Uint8Array;
  readonly depth: Uint32Array;
  readonly descendantCount: Uint32Array;
  readonly offsetNs: Float64Array;
  /** By how much each was moved, see clock-skew.ts; without it, times are as they were sent. */
  readonly movedNs?: Float64Array;
  readonly durationNs: Float64Array;
  readonly selfNs: Float64Array;
  /** Its parent's place; -1 for a root. */
  readonly parent: Int32Array;
  readonly flags: Uint8Array;
  /** Times of events from the start of the trace, by place. */
  readonly events: ReadonlyMap<number, readonly number[]>;
}

/** Puts an answer of the hub into typed arrays. */
export function readOutline(summary: TraceOutline): Outline {
  const { columns } = summary;
  const count = columns.depth.length;
  const depth = Uint32Array.from(columns.depth);
  return {
    summary,
    count,
    service: Uint16Array.from(columns.service),
    name: Uint32Array.from(columns.name),
    kind: Uint8Array.from(columns.kind),
    depth,
    descendantCount: Uint32Array.from(columns.descendantCount),
    offsetNs: Float64Array.from(columns.offsetNs),
    durationNs: Float64Array.from(columns.durationNs),
    selfNs: Float64Array.from(columns.selfNs),
    parent: findParents(depth),
    flags: readFlags(summary.marks, count),
    events: groupEvents(summary.events),
  };
}

/** The parent of a span is the last one before it that is less deep. */
function findParents(depth: Uint32Array): Int32Array {
  const parents = new Int32Array(depth.length);
  const lastAtDepth: number[] = [];
  for (let place = 0; place < depth.length; place++) {
    parents[place] = depth[place] === 0 ? -1 : lastAtDepth[depth[place] - 1];
    lastAtDepth[depth[place]] = place;
  }
  return parents;
}

const FLAGS: Readonly<Record<keyof OutlineMarks, number>> = {
  error: FLAG_ERROR,
  critical: FLAG_CRITICAL,
  links: FLAG_LINKS,
  orphan: FLAG_ISSUE,
  'duplicate-id': FLAG_ISSUE,
  cycle: FLAG_ISSUE,
  'clock-skew': FLAG_ISSUE,
  'invalid-time': FLAG_ISSUE,
};

function readFlags(marks: OutlineMarks, count: number): Uint8Array {
  const flags = new Uint8Array(count);
  for (const [mark, places] of Object.entries(marks) as [keyof OutlineMarks, readonly number[]][])
    for (const place of places) flags[place] |= FLAGS[mark];
  return flags;
}

function groupEvents(pairs: readonly number[]): Map<number, number[]> {
  const events = new Map<number, number[]>();
  for (let i = 0; i < pairs.length; i += 2) {
    const times = events.get(pairs[i]);
    if (times === undefined) events.set(pairs[i], [pairs[i + 1]]);
    else times.push(pairs[i + 1]);
  }
  return events;
}

/** The id of the span at a place. */
export function spanIdAt({ summary }: Outline, place: number): string {
  return summary.columns.spanIds.slice(place * 16, place * 16 + 16);
}

/** Where the span with this id is; -1 if it is not in the trace. */
export function placeOf({ summary, count }: Outline, spanId: string): number {
  for (let place = 0; place < count; place++)
    if (summary.columns.spanIds.startsWith(spanId, place * 16)) return spanId.length === 16 ? place : -1;
  return -1;
}

/** The name and the service of the span at a place. */
export function labelAt(
  { summary, name, service }: Outline,
  place: number,
): { readonly name: string; readonly service: string } {
  return { name: summary.names[name[place]], service: summary.services[service[place]] };
}
