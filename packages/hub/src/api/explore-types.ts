// What the page asks when one looks around: distributions, differences, and spans as they come.
import type { Span } from './types.ts';

/** How many spans an answer is from. On much data it is from a sample. */
export interface SampleSize {
  /** Spans that the query finds, projected from the sample. */
  readonly spans: number;
  /** The share of the spans that was looked at, 0 to 1. */
  readonly sampledShare: number;
}

/** `GET /api/v1/heatmap?q=&start=&end=&columns=&rows=`: spans by start and duration. */
export interface Heatmap extends SampleSize {
  /** The range. */
  readonly startUnixNano: string;
  readonly endUnixNano: string;
  /** Of one column. */
  readonly stepNs: number;
  readonly columnCount: number;
  /** Lower edges of the rows in ns, growing, and then the upper edge of the last. */
  readonly durationEdgesNs: readonly number[];
  /** Only those with spans. Numbers are those of the sample times 1 / `sampledShare`, rounded. */
  readonly cells: readonly HeatmapCell[];
}

export interface HeatmapCell {
  readonly column: number;
  readonly row: number;
  readonly count: number;
  readonly errors: number;
  /** A trace with a span in the cell, with a failed one if there is one. */
  readonly traceId: string;
}

/** `GET /api/v1/facets?q=&start=&end=&keys=`: how spans are spread over values. */
export interface FacetList extends SampleSize {
  /** `serviceName`, `name`, `status`, `kind`, then the keys that were asked for (comma-separated). */
  readonly facets: readonly Facet[];
}

export interface Facet {
  readonly key: string;
  /** Most frequent first, at most 50. */
  readonly values: readonly { readonly value: string; readonly count: number; readonly errors: number }[];
  /** Spans with other values. */
  readonly otherCount: number;
  /** Spans without the key. */
  readonly missingCount: number;
}

/**
 * `GET /api/v1/attributes/difference?q=&selectionStart=&selectionEnd=&baseline=&start=&end=&limit=`: what is different about the
 * spans that `q` finds, between `selectionStart` and `selectionEnd` if they are given. They are compared with those between `start`
 * and `end` that `baseline` finds (default: all) and that are not among them.
 */
export interface AttributeDifference {
  readonly selection: SampleSize;
  readonly baseline: SampleSize;
  /** The largest difference first. */
  readonly attributes: readonly DifferentAttribute[];
}

export interface DifferentAttribute {
  /** As a query names it. */
  readonly key: string;
  readonly value: string;
  /** Spans of the samples that have it. */
  readonly selectionCount: number;
  readonly baselineCount: number;
  /** The same as a share, 0 to 1. */
  readonly selectionShare: number;
  readonly baselineShare: number;
}

/**
 * `GET /api/v1/tail?q=&run=&service=`: server-sent events. `event: span` has a {@link Span} as data, `event: dropped` a
 * {@link TailDropped}, `event: ready` nothing: from here on every span that arrives is looked at. `event: end` says that the
 * hub closes. A comment comes every 15 s. The query must be about single spans.
 */
export type TailEvent =
  | { readonly event: 'ready' | 'end'; readonly data: Record<string, never> }
  | { readonly event: 'span'; readonly data: Span }
  | { readonly event: 'dropped'; readonly data: TailDropped };

export interface TailDropped {
  /** Spans that matched since the last such event, and were left out because the listener reads too slowly. */
  readonly spans: number;
  /** Spans since then that were not looked at, because more arrived than there was time for. */
  readonly unexaminedSpans: number;
}
