/** The largest query that is accepted. What is larger is refused with `TL_QUERY_LIMIT`. */
export const QUERY_LIMITS = {
  /** Characters (UTF-16 units) of the text. */
  length: 8192,
  /** Parentheses, braces in parentheses and `NOT`s within each other. */
  nesting: 64,
  /** Predicates, free text included. */
  predicates: 100,
  /** `{…}` in one query. */
  spansets: 16,
  /** Characters of one regular expression or `LIKE` pattern. */
  patternLength: 512,
  /** Aggregates, and fields after `by`. */
  aggregates: 10,
  groupFields: 10,
} as const;
