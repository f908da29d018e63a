// Requests of all signals are alike in their outer levels: field 1 of a request is what one resource has sent, and field 1 of that
// is the resource. Everything else is passed over, without looking at a single item.
import { Reader, WireError } from '@throughline/wire/decode';

const LENGTH_DELIMITED = 2;

/**
 * The encoded resources of a request, an empty one where none is given.
 *
 * @returns `undefined` for bytes that have other than length-delimited fields around the resources: no sender that is known has.
 */
export function readResources(request: Uint8Array): Uint8Array[] | undefined {
  try {
    const resources = readFirstFields(request)?.map(readResource);
    return resources?.every((resource) => resource !== undefined) === true ? resources : undefined;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** A field that stands there twice is one message in two pieces. */
function readResource(group: Uint8Array): Uint8Array | undefined {
  const pieces = readFirstFields(group);
  return pieces && Buffer.concat(pieces);
}

/** The contents of all fields with the number 1. */
function readFirstFields(message: Uint8Array): Uint8Array[] | undefined {
  const reader = new Reader(message);
  const contents: Uint8Array[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.readTag();
    if (tag % 8 !== LENGTH_DELIMITED) return undefined;
    const end = reader.readLength();
    if (tag >>> 3 === 1) contents.push(reader.bytes.subarray(reader.pos, end));
    reader.pos = end;
  }
  return contents;
}
