/** A range of time in nanoseconds since 1970, end excluded. */
export interface TimeRange {
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
}

/** A page of a list. */
export interface SearchOptions extends TimeRange {
  /** Entries on a page. */
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}
