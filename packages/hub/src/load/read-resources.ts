// Requests of all signals are alike in their outer levels: field 1 of a request is what one resource has sent, and field 1 of that
// is the resource. Everything else is passed over, without looking at a single item.

const LENGTH_DELIMITED = 2;

interface Field {
  readonly number: number;
  readonly content: Uint8Array;
}

/**
 * The encoded resources of a request, an empty one where none is given.
 *
 * @returns `undefined` for bytes that have other than length-delimited fields around the resources: no sender that is known has.
 */
export function readResources(request: Uint8Array): Uint8Array[] | undefined {
  const groups = readFields(request);
  const resources = groups?.filter(({ number }) => number === 1).map(({ content }) => readResource(content));
  return resources?.every((resource) => resource !== undefined) === true ? resources : undefined;
}

/** A field that stands there twice is one message in two pieces. */
function readResource(group: Uint8Array): Uint8Array | undefined {
  const fields = readFields(group);
  return fields && Buffer.concat(fields.filter(({ number }) => number === 1).map(({ content }) => content));
}

function readFields(message: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  for (let pos = 0; pos < message.length;) {
    const tag = readVarint(message, pos);
    const length = readVarint(message, tag.end);
    const end = length.end + length.value;
    if (tag.value % 8 !== LENGTH_DELIMITED || end > message.length) return undefined;
    fields.push({ number: Math.floor(tag.value / 8), content: message.subarray(length.end, end) });
    pos = end;
  }
  return fields;
}

/** What ends too early ends behind the message. */
function readVarint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let pos = start, factor = 1; ; pos++, factor *= 128) {
    const byte = bytes[pos] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, end: pos + 1 };
  }
}
