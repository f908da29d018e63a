// Counts traces and spans in what dd-trace posts to an agent at /v0.4/traces: an array of traces, each an array of spans
// (maps). Values are stepped over by their MessagePack type byte.
import type { Count } from './received.ts';

/** @throws RangeError when the body is not such an array. */
export function countAgentSpans(body: Buffer): Count {
  const reader = new Reader(body);
  const traces = reader.arrayLength();
  let spans = 0;
  for (let trace = 0; trace < traces; trace++) {
    const length = reader.arrayLength();
    for (let span = 0; span < length; span++) reader.skip();
    spans += length;
  }
  return { spans, requests: traces };
}

class Reader {
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  arrayLength(): number {
    const type = this.#unsigned(1);
    if (type >= 0x90 && type <= 0x9f) return type & 0x0f;
    if (type === 0xdc) return this.#unsigned(2);
    if (type === 0xdd) return this.#unsigned(4);
    throw new RangeError(`cannot count spans: got type 0x${type.toString(16)}, need an array`);
  }

  skip(): void {
    const type = this.#unsigned(1);
    if (type <= 0x7f || type >= 0xe0) return;
    if (type <= 0x8f) this.#skipValues((type & 0x0f) * 2);
    else if (type <= 0x9f) this.#skipValues(type & 0x0f);
    else if (type <= 0xbf) this.#at += type & 0x1f;
    else this.#skipLong(type);
  }

  // 0xc0 to 0xdf: the length, or the size of the length, is in the table of the specification.
  #skipLong(type: number): void {
    if (type <= 0xc3) return;
    if (type <= 0xc6) this.#skipBytes(1 << (type - 0xc4));
    else if (type <= 0xc9) this.#skipBytes(1 << (type - 0xc7), 1);
    else if (type <= 0xcb) this.#at += type === 0xca ? 4 : 8;
    else if (type <= 0xd3) this.#at += 1 << ((type - 0xcc) & 3);
    else if (type <= 0xd8) this.#at += 1 + (1 << (type - 0xd4));
    else if (type <= 0xdb) this.#skipBytes(1 << (type - 0xd9));
    else if (type <= 0xdd) this.#skipValues(this.#unsigned(type === 0xdc ? 2 : 4));
    else this.#skipValues(this.#unsigned(type === 0xde ? 2 : 4) * 2);
  }

  #skipValues(count: number): void {
    for (let index = 0; index < count; index++) this.skip();
  }

  #skipBytes(lengthBytes: number, extraBytes = 0): void {
    const length = this.#unsigned(lengthBytes);
    this.#at += length + extraBytes;
  }

  #unsigned(bytes: number): number {
    const value = this.#bytes.readUIntBE(this.#at, bytes);
    this.#at += bytes;
    return value;
  }
}
