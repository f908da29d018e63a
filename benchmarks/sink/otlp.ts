// Counts the spans of an ExportTraceServiceRequest by stepping over its protobuf fields; nothing is decoded. Field
// numbers: resource_spans = 1, scope_spans = 2, spans = 2, Span.kind = 6 (SERVER = 2).
import type { Count } from './received.ts';

const SERVER = 2;

/** @throws RangeError when a field does not end inside its parent. */
export function countOtlpSpans(body: Uint8Array): Count {
  const walk = new Walk(body);
  walk.resourceSpans(body.length);
  return { spans: walk.spans, requests: walk.requests };
}

class Walk {
  spans = 0;
  requests = 0;
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  resourceSpans(end: number): void {
    while (this.#at < end) if (this.#enter(1, end)) this.#scopeSpans(this.#varint() + this.#at);
    this.#assertAt(end);
  }

  #scopeSpans(end: number): void {
    while (this.#at < end) if (this.#enter(2, end)) this.#spanList(this.#varint() + this.#at);
    this.#assertAt(end);
  }

  #spanList(end: number): void {
    while (this.#at < end) if (this.#enter(2, end)) this.#span(this.#varint() + this.#at);
    this.#assertAt(end);
  }

  #span(end: number): void {
    this.spans++;
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag !== 6 << 3) this.#skip(tag & 7);
      else if (this.#varint() === SERVER) this.requests++;
    }
    this.#assertAt(end);
  }

  /** Reads a tag: true before the length of a wanted message, false when the field was another one and is behind us. */
  #enter(field: number, end: number): boolean {
    if (end > this.#bytes.length)
      throw new RangeError(`cannot count spans: got end ${end}, need ${this.#bytes.length}`);
    const tag = this.#varint();
    if (tag === ((field << 3) | 2)) return true;
    this.#skip(tag & 7);
    return false;
  }

  #skip(wireType: number): void {
    if (wireType === 0) this.#varint();
    else if (wireType === 1) this.#at += 8;
    else if (wireType === 2) this.#at = this.#varint() + this.#at;
    else if (wireType === 5) this.#at += 4;
    else throw new RangeError(`cannot count spans: got wire type ${wireType}, need 0, 1, 2 or 5`);
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('cannot count spans: got the end of the body, need a varint');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  #assertAt(end: number): void {
    if (this.#at !== end) throw new RangeError(`cannot count spans: got position ${this.#at}, need ${end}`);
  }
}
