/** What can be wrong with a query. */
export type QueryErrorCode =
  /** Something stands where it cannot. */
  | 'TL_QUERY_SYNTAX'
  /** A quote, parenthesis or brace is never closed. */
  | 'TL_QUERY_UNCLOSED'
  /** A value, condition, field or aggregate is missing. */
  | 'TL_QUERY_MISSING'
  /** A field is unknown and looks like a known one, or cannot stand where it does. */
  | 'TL_QUERY_FIELD'
  /** An operator is unknown, or the field has no use for it. */
  | 'TL_QUERY_OPERATOR'
  /** A value is none that the field can have. */
  | 'TL_QUERY_VALUE'
  /** A duration has no unit, an unknown one, or is too long. */
  | 'TL_QUERY_DURATION'
  /** A regular expression or a pattern of `LIKE` is malformed, or not RE2. */
  | 'TL_QUERY_PATTERN'
  /** An aggregate is unknown. */
  | 'TL_QUERY_AGGREGATE'
  /** The query is longer, deeper or larger than the limits. */
  | 'TL_QUERY_LIMIT'
  /** The query needs a whole trace, or computes numbers, where single spans are looked at. */
  | 'TL_QUERY_NOT_PER_SPAN';

/** A place in the text of a query. */
export interface QueryPosition {
  /** Offset in UTF-16 units, from 0. */
  readonly from: number;
  /** Offset behind the last unit; `from` if something is missing there. */
  readonly to: number;
  /** Line of `from`, from 1. */
  readonly line: number;
  /** Column of `from` in UTF-16 units, from 1. */
  readonly column: number;
}

/** One thing that is wrong with a query. */
export interface QueryDiagnostic {
  readonly code: QueryErrorCode;
  /** Of the form "cannot <verb> <thing>: got X, need Y". */
  readonly message: string;
  readonly position: QueryPosition;
  /** What could stand in place of the text at `position`. */
  readonly suggestion?: string;
}

/** The one error that this package throws, with a code that stays the same when the text changes. */
export class QueryError extends Error implements QueryDiagnostic {
  readonly code: QueryErrorCode;
  readonly position: QueryPosition;
  readonly suggestion?: string;

  constructor({ code, message, position, suggestion }: QueryDiagnostic) {
    super(message);
    this.name = 'QueryError';
    this.code = code;
    this.position = position;
    if (suggestion !== undefined) this.suggestion = suggestion;
  }
}
