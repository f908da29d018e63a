/** What arrived for one contender. */
export interface Received {
  spans: number;
  /** Spans that stand for a request served: server spans, or the roots of a vendor's traces. */
  requests: number;
  posts: number;
  bytes: number;
  /** Bodies that could not be read; a figure with any of these is worthless. */
  unreadable: number;
}

export type Count = Pick<Received, 'spans' | 'requests'>;

export function createReceived(): Received {
  return { spans: 0, requests: 0, posts: 0, bytes: 0, unreadable: 0 };
}
