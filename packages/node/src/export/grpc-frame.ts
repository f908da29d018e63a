// A gRPC message on the wire:   ┌ 1 byte: compressed? ┬ 4 bytes: length, big-endian ┬ message ┐

const HEADER_BYTES = 5;

/** The header that precedes a message. */
export function encodeFrameHeader(length: number, isCompressed: boolean): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = isCompressed ? 1 : 0;
  header.writeUInt32BE(length, 1);
  return header;
}

/** The message of a frame; `undefined` where it is compressed (we accept none) or not complete. */
export function findFrameMessage(frame: Buffer): Buffer | undefined {
  if (frame.length < HEADER_BYTES || frame[0] !== 0) return undefined;
  const end = HEADER_BYTES + frame.readUInt32BE(1);
  return end <= frame.length ? frame.subarray(HEADER_BYTES, end) : undefined;
}
