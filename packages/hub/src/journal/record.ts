// A record of the journal is one OTLP request, preceded by its length as a varint: the form in which ClickHouse reads a file
// of protobuf messages. Its checksum travels inside, as a last field that no OTLP message has and every parser skips:
//
//   ┌────────────┬──────────────── length bytes ──────────────────┐
//   │ varint     │ the request, byte for byte │ tag │ CRC-32 (LE) │
//   │ length     │                            │ 2 B │ 4 B         │
//   └────────────┴─────────────────────────────────────────────────┘
import { crc32 } from 'node:zlib';

/** Field 2047, fixed32: (2047 << 3) | 5 as a varint. */
const CHECKSUM_TAG = [0xfd, 0x7f];

/** Bytes that the checksum field takes. */
export const CHECKSUM_BYTES = 6;

/** Longest record that is written, and that is believed when a journal is read back. */
export const MAX_RECORD_BYTES = 2 ** 28;

/** What goes before and after a request in the journal. */
export interface RecordFrame {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/** Frames a request. The request itself is written between the two, without being copied. */
export function frameRecord(request: Uint8Array): RecordFrame {
  const tail = Buffer.allocUnsafe(CHECKSUM_BYTES);
  tail[0] = CHECKSUM_TAG[0];
  tail[1] = CHECKSUM_TAG[1];
  tail.writeUInt32LE(crc32(request), 2);
  return { head: encodeLength(request.length + CHECKSUM_BYTES), tail };
}

/** Bytes that a request takes in the journal. */
export function sizeOfRecord({ length }: Uint8Array): number {
  const content = length + CHECKSUM_BYTES;
  return content + Math.ceil((32 - Math.clz32(content)) / 7);
}

function encodeLength(length: number): Uint8Array {
  const bytes = [];
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** A record as it was found in a file. */
export interface FoundRecord {
  /** Where its length begins. */
  readonly start: number;
  /** Where the next record begins. */
  readonly end: number;
  /** Without the checksum; a view into the file's bytes. */
  readonly request: Uint8Array;
}

/**
 * Reads the record that begins at `start`, without looking at its checksum.
 *
 * @returns `undefined` when no whole record begins there: a torn tail, or a length that cannot be one.
 */
export function readRecord(bytes: Uint8Array, start: number): FoundRecord | undefined {
  let length = 0;
  let pos = start;
  for (let shift = 0; ; shift += 7) {
    if (pos >= bytes.length || shift > 28) return undefined;
    const byte = bytes[pos++];
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const end = pos + length;
  if (length < CHECKSUM_BYTES || length > MAX_RECORD_BYTES || end > bytes.length) return undefined;
  return { start, end, request: bytes.subarray(pos, end - CHECKSUM_BYTES) };
}

/** Whether a record that was found ends as one does: the cheap part of `isIntact`. */
export function hasChecksum(bytes: Uint8Array, { end }: FoundRecord): boolean {
  return bytes[end - CHECKSUM_BYTES] === CHECKSUM_TAG[0] && bytes[end - CHECKSUM_BYTES + 1] === CHECKSUM_TAG[1];
}

/** Whether a record that was found has the checksum of its content. */
export function isIntact(bytes: Uint8Array, record: FoundRecord): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return hasChecksum(bytes, record) && view.readUInt32LE(record.end - 4) === crc32(record.request);
}
