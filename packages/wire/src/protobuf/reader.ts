// Reads protobuf's wire format from received bytes. Every read is checked against `end`, which is the end of the message
// that is read at the moment: whoever goes into a nested message narrows `end` and restores it.
import { WireError } from '../errors.ts';
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from './wire-type.ts';

const MAX_VARINT64_BYTES = 10;
const MAX_SIZE_BYTES = 5;

/** A cursor over the bytes of one message. */
export class Reader {
  readonly bytes: Buffer;
  pos = 0;
  end: number;
  // The two words of the varint that was read last.
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.byteLength;
  }

  /** Reads a tag: the field number shifted left by 3, and the wire type. */
  readTag(): number {
    const tag = this.#readSize();
    if (tag >>> 3 === 0) throw malformed(this.pos, 'field number 0', 'a field number from 1');
    return tag;
  }

  /** Reads a varint that must fit 32 bits: a parser that cut it would see other fields than the next one. */
  #readSize(): number {
    const { pos, end } = this;
    // Fast path: one byte.
    if (pos < end && this.bytes[pos] < 0x80) return this.bytes[this.pos++];
    this.#readVarint();
    if (this.#high !== 0 || this.pos - pos > MAX_SIZE_BYTES) throw malformed(pos, 'a tag or length', 'one of 32 bits');
    return this.#low >>> 0;
  }

  /** Reads a varint of up to 64 bits and keeps the low 32, as protobuf does for `uint32`, `int32` and enums. */
  readUint32(): number {
    this.#readVarint();
    return this.#low >>> 0;
  }

  /** Reads a varint of 64 bits as an unsigned integer. */
  readUint64(): bigint {
    this.#readVarint();
    const low = BigInt(this.#low >>> 0);
    return this.#high === 0 ? low : (BigInt(this.#high >>> 0) << 32n) | low;
  }

  /** Reads a varint of 64 bits into `#low` and `#high`. */
  #readVarint(): void {
    const start = this.pos;
    this.#low = 0;
    this.#high = 0;
    for (let count = 0; count < MAX_VARINT64_BYTES; count++) {
      const byte = this.#readByte();
      const bits = byte & 0x7f;
      if (count < 5) this.#low |= bits << (7 * count);
      if (count === 4) this.#high = bits >>> 4;
      else if (count > 4) this.#high |= bits << (7 * count - 32);
      if (byte < 0x80 && (count < 9 || byte < 2)) return;
    }
    throw malformed(start, 'a varint of more than 64 bits', 'at most 64');
  }

  #readByte(): number {
    if (this.pos >= this.end) throw truncated(this.pos, 1, 0);
    return this.bytes[this.pos++];
  }

  /** Reads 4 bytes, least significant first, as an unsigned integer. */
  readFixed32(): number {
    this.#need(4);
    const value = this.bytes.readUInt32LE(this.pos);
    this.pos += 4;
    return value;
  }

  /** Reads 8 bytes, least significant first, as an unsigned integer. */
  readFixed64(): bigint {
    this.#need(8);
    const value = this.bytes.readBigUInt64LE(this.pos);
    this.pos += 8;
    return value;
  }

  readDouble(): number {
    this.#need(8);
    const value = this.bytes.readDoubleLE(this.pos);
    this.pos += 8;
    return value;
  }

  /** Reads a length and returns where the content ends. The content starts at `pos` and lies within `end`. */
  readLength(): number {
    const length = this.#readSize();
    if (length > this.end - this.pos) throw truncated(this.pos, length, this.end - this.pos);
    return this.pos + length;
  }

  /** Reads a length and UTF-8 text; bytes that are not UTF-8 become U+FFFD. */
  readString(): string {
    const end = this.readLength();
    const text = this.bytes.toString('utf8', this.pos, end);
    this.pos = end;
    return text;
  }

  /** Reads a length and bytes, as lower-case hex text. */
  readHex(): string {
    const end = this.readLength();
    const text = this.bytes.toString('hex', this.pos, end);
    this.pos = end;
    return text;
  }

  /** Reads a length and bytes: a copy. */
  readBytes(): Uint8Array {
    const end = this.readLength();
    const value = new Uint8Array(this.bytes.subarray(this.pos, end));
    this.pos = end;
    return value;
  }

  /** Passes over a field of this wire type. */
  skip(wireType: number): void {
    if (wireType === LENGTH_DELIMITED) this.pos = this.readLength();
    else if (wireType === VARINT) this.#readVarint();
    else if (wireType === FIXED64) this.#pass(8);
    else if (wireType === FIXED32) this.#pass(4);
    else throw malformed(this.pos, `wire type ${wireType}`, '0, 1, 2 or 5');
  }

  #pass(size: number): void {
    this.#need(size);
    this.pos += size;
  }

  #need(size: number): void {
    if (size > this.end - this.pos) throw truncated(this.pos, size, this.end - this.pos);
  }
}

function truncated(pos: number, needed: number, left: number): WireError {
  const text = `cannot read message: got ${left} bytes at offset ${pos}, need ${needed}`;
  return new WireError('TL_WIRE_TRUNCATED', text);
}

function malformed(pos: number, got: string, need: string): WireError {
  return new WireError('TL_WIRE_MALFORMED', `cannot read message: got ${got} at offset ${pos}, need ${need}`);
}
