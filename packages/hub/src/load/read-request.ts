// Requests of all signals are alike in their outer levels: field 1 of a request is what one resource has sent, and field 1 of that
// is the resource. Only what tells how a request has to be stored is read; everything else is passed over.
import { Reader, WireError } from '@throughline/wire/decode';

const LENGTH_DELIMITED = 2;

/** Fields of a request and of what is in it, from the outermost on. */
const RESOURCE = 1;
const RESOURCE_GROUP = 1;
const SCOPE_GROUP = 2;
const METRIC = 2;

/**
 * The encoded resources of a request, an empty one where none is given.
 *
 * @returns `undefined` for bytes that have other than length-delimited fields around the resources: no sender that is known has.
 */
export function readResources(request: Uint8Array): Uint8Array[] | undefined {
  return unlessMalformed(() =>
    // A field that stands there twice is one message in two pieces.
    readAll(request, RESOURCE_GROUP).map((group) => Buffer.concat(readAll(group, RESOURCE))),
  );
}

/** The numbers of the fields that metrics of a request have; `undefined` for bytes that are malformed around them. */
export function readMetricFields(request: Uint8Array): ReadonlySet<number> | undefined {
  return unlessMalformed(() => {
    const fields = new Set<number>();
    for (const group of readAll(request, RESOURCE_GROUP))
      for (const scope of readAll(group, SCOPE_GROUP))
        for (const metric of readAll(scope, METRIC)) forEachField(metric, (field) => fields.add(field));
    return fields;
  });
}

/** The contents of all fields with this number. */
function readAll(message: Uint8Array, wanted: number): Uint8Array[] {
  const contents: Uint8Array[] = [];
  forEachField(message, (field, content) => {
    if (field === wanted) contents.push(content);
  });
  return contents;
}

/** @throws WireError also for a field that is not length-delimited: around and in metrics there is none. */
function forEachField(message: Uint8Array, visit: (field: number, content: Uint8Array) => void): void {
  const reader = new Reader(message);
  while (reader.pos < reader.end) {
    const tag = reader.readTag();
    if (tag % 8 !== LENGTH_DELIMITED) throw new WireError('TL_WIRE_MALFORMED', `got wire type ${tag % 8}, need 2`);
    const end = reader.readLength();
    visit(tag >>> 3, reader.bytes.subarray(reader.pos, end));
    reader.pos = end;
  }
}

function unlessMalformed<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
