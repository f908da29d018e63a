/** What can be wrong with bytes or text that were received. */
export type WireErrorCode =
  /** A length or a number runs beyond the end of the message. */
  | 'TL_WIRE_TRUNCATED'
  /** The bytes are not protobuf as OTLP uses it: a bad varint, field number or wire type. */
  | 'TL_WIRE_MALFORMED'
  /** Messages are nested deeper than the limit. */
  | 'TL_WIRE_NESTING'
  /** There are more messages, spans or attributes than the limit, or a text is longer. */
  | 'TL_WIRE_LIMIT'
  /** A text is not JSON, or a JSON value is not what OTLP/JSON has in its place. */
  | 'TL_WIRE_JSON'
  /** A span's attributes gave other values when they were read for the second time. */
  | 'TL_WIRE_UNSTABLE';

/** The one error that this package throws, with a code that stays the same when the text changes. */
export class WireError extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'WireError';
    this.code = code;
  }
}
