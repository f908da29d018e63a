import type { Span } from '@throughline/hub';

/** What a live tail shows, and what waits while one reads. */
export interface TailBuffer {
  /** Newest first. */
  readonly shown: readonly Span[];
  /** Came while it was paused, newest first. */
  readonly waiting: readonly Span[];
  /** Left out: by the hub because this page was slow, or by this page because they were too many. */
  readonly omitted: number;
}

export const EMPTY_TAIL: TailBuffer = { shown: [], waiting: [], omitted: 0 };
const MAX_SPANS = 500;

/** With spans that have come, the newest last. */
export function addToTail(
  { shown, waiting, omitted }: TailBuffer,
  spans: readonly Span[],
  isPaused: boolean,
): TailBuffer {
  const newest = spans.toReversed();
  const next = isPaused ? { shown, waiting: [...newest, ...waiting] } : { shown: [...newest, ...shown], waiting };
  // Old lines may go from the list unsaid; what nobody could see is counted.
  const lost = Math.max(0, next.waiting.length - MAX_SPANS);
  return { shown: next.shown.slice(0, MAX_SPANS), waiting: next.waiting.slice(0, MAX_SPANS), omitted: omitted + lost };
}

/** With what waited. */
export function resumeTail({ shown, waiting, omitted }: TailBuffer): TailBuffer {
  return { shown: [...waiting, ...shown].slice(0, MAX_SPANS), waiting: [], omitted };
}
