import { HubError } from '../errors.ts';

/**
 * Codes of ClickHouse that are about the bytes it was given: it will refuse them again. Any other, such as a full disk or a
 * missing table, is trouble of its own that may pass.
 */
const CONTENT_CODES: ReadonlySet<unknown> = new Set([
  6, // CANNOT_PARSE_TEXT
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  32, // ATTEMPT_TO_READ_AFTER_EOF
  33, // CANNOT_READ_ALL_DATA
  36, // BAD_ARGUMENTS: a oneof with two of its members
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  128, // TOO_LARGE_ARRAY_SIZE
  131, // TOO_LARGE_STRING_SIZE
  190, // SIZES_OF_ARRAYS_DONT_MATCH
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  407, // DECIMAL_OVERFLOW
  432, // UNKNOWN_PROTOBUF_FORMAT
  436, // PROTOBUF_BAD_CAST
  437, // PROTOBUF_FIELD_NOT_REPEATED
  691, // UNKNOWN_ELEMENT_OF_ENUM
]);

/** Whether the store refused what it was given. */
export function isContentRefused(error: unknown): boolean {
  if (!(error instanceof HubError)) return false;
  return CONTENT_CODES.has((error.cause as { clickhouseCode?: number } | undefined)?.clickhouseCode);
}
