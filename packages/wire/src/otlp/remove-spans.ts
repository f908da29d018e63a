import { appendBytes, appendVarint, closeMessage } from '../protobuf/append.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { Reader } from '../protobuf/reader.ts';
import type { RejectedSpan } from './validate-trace-request.ts';

/** A tag, and the bytes that a length may take more than the one that is kept for it. */
const FIELD_OVERHEAD_BYTES = 16;

/** Tags of the messages that lead to a span: ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans. */
const PATH = [0x0a, 0x12];

/**
 * Copies a request without the given spans, as `validateTraceRequest` reported them. Everything else stays, empty scopes
 * and resources included.
 *
 * @param rejected - in the order of the request.
 */
export function removeSpans(bytes: Uint8Array, rejected: readonly RejectedSpan[]): Uint8Array {
  const remover = new SpanRemover(bytes, rejected);
  remover.copyFields(0);
  return remover.chunk.written();
}

class SpanRemover {
  readonly chunk: Chunk;
  readonly #reader: Reader;
  readonly #rejected: readonly RejectedSpan[];
  #next = 0;

  constructor(bytes: Uint8Array, rejected: readonly RejectedSpan[]) {
    this.chunk = new Chunk(bytes.length + FIELD_OVERHEAD_BYTES);
    this.#reader = new Reader(bytes);
    this.#rejected = rejected;
  }

  /** Copies the fields of the message between the reader's `pos` and `end`. `level` is an index of `PATH`. */
  copyFields(level: number): void {
    const reader = this.#reader;
    while (reader.pos < reader.end) {
      const start = reader.pos;
      const tag = reader.readTag();
      const contentStart = reader.pos;
      reader.skip(tag & 7);
      if (level === PATH.length && start === this.#nextStart()) this.#next++;
      else if (tag !== PATH[level] || this.#nextStart() >= reader.pos) this.#copy(start);
      else this.#copyNested(tag, contentStart, level + 1);
    }
  }

  #nextStart(): number {
    return this.#next < this.#rejected.length ? this.#rejected[this.#next].start : Number.POSITIVE_INFINITY;
  }

  #copy(start: number): void {
    const { bytes, pos } = this.#reader;
    this.chunk.reserve(pos - start);
    this.chunk.length = appendBytes(this.chunk.bytes, this.chunk.length, bytes.subarray(start, pos));
  }

  /** Copies a message in which a span is left out, with the length that it has then. */
  #copyNested(tag: number, contentStart: number, level: number): void {
    const { chunk } = this;
    const reader = this.#reader;
    const outerEnd = reader.end;
    reader.pos = contentStart;
    reader.end = reader.readLength();
    chunk.reserve(FIELD_OVERHEAD_BYTES);
    const start = appendVarint(chunk.bytes, chunk.length, tag) + 1;
    chunk.length = start;
    this.copyFields(level);
    chunk.reserve(FIELD_OVERHEAD_BYTES);
    chunk.length = closeMessage(chunk.bytes, start, chunk.length);
    reader.end = outerEnd;
  }
}
