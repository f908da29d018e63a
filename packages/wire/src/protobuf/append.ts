// Protobuf primitives that write into a caller's bytes at `pos` and return the position after what they wrote.
// None of them checks capacity: the caller reserves the upper bound once per message (`Chunk.reserve`), so that the
// inner loops stay free of branches. Only the subset of the wire format that OTLP uses is here.

/** Strings up to this many UTF-16 units are copied in JavaScript; longer ones by Node, which costs some 50 ns to call. */
const SHORT_STRING_LENGTH = 40;

/** Appends an unsigned 32-bit varint. */
export function appendVarint(bytes: Uint8Array, pos: number, value: number): number {
  while (value > 0x7f) {
    bytes[pos++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[pos++] = value;
  return pos;
}

/** Number of bytes that `appendVarint` takes for `value` (an unsigned 32-bit integer). */
export function sizeOfVarint(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** Appends a 64-bit varint in two's complement (`int64`): 10 bytes for negative numbers, as protobuf asks. */
export function appendInt64(bytes: Uint8Array, pos: number, value: number): number {
  if (value >= 0 && value <= 0xffff_ffff) return appendUnsigned(bytes, pos, value, 0);
  const low = (value % 0x1_0000_0000) >>> 0;
  const high = Math.floor(value / 0x1_0000_0000) >>> 0;
  return appendUnsigned(bytes, pos, low, high);
}

/** Appends a 64-bit varint given as two unsigned 32-bit words. */
export function appendUnsigned(bytes: Uint8Array, pos: number, low: number, high: number): number {
  while (high > 0 || low > 0x7f) {
    bytes[pos++] = (low & 0x7f) | 0x80;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  bytes[pos++] = low;
  return pos;
}

/** Appends 4 bytes, least significant first (`fixed32`). */
export function appendFixed32(view: DataView, pos: number, value: number): number {
  view.setInt32(pos, value, true);
  return pos + 4;
}

/** Appends 4 bytes, most significant first: the order in which trace and span ids are written. */
export function appendWord(view: DataView, pos: number, value: number): number {
  view.setInt32(pos, value);
  return pos + 4;
}

/** Appends an IEEE 754 double, least significant byte first. */
export function appendDouble(bytes: Buffer, pos: number, value: number): number {
  return bytes.writeDoubleLE(value, pos);
}

/** Appends bytes as they are. */
export function appendBytes(bytes: Uint8Array, pos: number, value: Uint8Array): number {
  bytes.set(value, pos);
  return pos + value.length;
}

/** Appends `text` as UTF-8, length first. A lone surrogate becomes U+FFFD. Needs room for 5 + 3 × length bytes. */
export function appendString(bytes: Buffer, pos: number, text: string): number {
  const { length } = text;
  if (length > SHORT_STRING_LENGTH) return appendLongString(bytes, pos, text);
  // Fast path: a short ASCII text has as many bytes as characters, and its length fits one byte.
  let at = pos + 1;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return appendLongString(bytes, pos, text);
    bytes[at++] = code;
  }
  bytes[pos] = length;
  return at;
}

function appendLongString(bytes: Buffer, pos: number, text: string): number {
  const guess = sizeOfVarint(text.length);
  const start = pos + guess;
  const written = bytes.write(text, start);
  const size = sizeOfVarint(written);
  if (size !== guess) bytes.copyWithin(pos + size, start, start + written);
  return appendVarint(bytes, pos, written) + written;
}

/**
 * Writes the length of the message `bytes[start, end)` before it, where one byte was kept free: most messages are
 * shorter than 128 bytes, and longer ones are moved. Needs room for 4 bytes more. Returns the new end.
 */
export function closeMessage(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length >= 0x80) return moveMessage(bytes, start, end, 1);
  bytes[start - 1] = length;
  return end;
}

/** The same for a message that is probably of 128 to 16,383 bytes: two bytes were kept free. Needs room for 3 more. */
export function closeLongMessage(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 0x80 || length >= 0x4000) return moveMessage(bytes, start, end, 2);
  bytes[start - 2] = (length & 0x7f) | 0x80;
  bytes[start - 1] = length >>> 7;
  return end;
}

/** Writes a length that does not fit where `kept` bytes were kept free for it. */
function moveMessage(bytes: Uint8Array, start: number, end: number, kept: number): number {
  const length = end - start;
  const shift = sizeOfVarint(length) - kept;
  bytes.copyWithin(start + shift, start, end);
  appendVarint(bytes, start - kept, length);
  return end + shift;
}
