import { appendBytes, appendVarint, closeMessage } from '../protobuf/append.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { Reader } from '../protobuf/reader.ts';

/** A tag, and the bytes that a length may take more than the one that is kept for it. */
const FIELD_OVERHEAD_BYTES = 16;

/** A field somewhere inside a request. */
export interface ItemRange {
  /** Where it starts, tag and length included. */
  readonly start: number;
}

/**
 * Copies a request of any signal without the given items, as its validation reported them. Everything else stays, empty
 * scopes and resources included.
 *
 * @param rejected - in the order of the request, none inside another.
 */
export function removeItems(bytes: Uint8Array, rejected: readonly ItemRange[]): Uint8Array {
  const remover = new ItemRemover(bytes, rejected);
  remover.copyFields();
  return remover.chunk.written();
}

class ItemRemover {
  readonly chunk: Chunk;
  readonly #reader: Reader;
  readonly #rejected: readonly ItemRange[];
  #next = 0;

  constructor(bytes: Uint8Array, rejected: readonly ItemRange[]) {
    this.chunk = new Chunk(bytes.length + FIELD_OVERHEAD_BYTES);
    this.#reader = new Reader(bytes);
    this.#rejected = rejected;
  }

  /** Copies the fields of the message between the reader's `pos` and `end`; into those that hold an item it descends. */
  copyFields(): void {
    const reader = this.#reader;
    while (reader.pos < reader.end) {
      const start = reader.pos;
      const tag = reader.readTag();
      const contentStart = reader.pos;
      reader.skip(tag & 7);
      if (start === this.#nextStart()) this.#next++;
      else if (this.#nextStart() >= reader.pos) this.#copy(start);
      else this.#copyNested(tag, contentStart);
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

  /** Copies a message in which an item is left out, with the length that it has then. */
  #copyNested(tag: number, contentStart: number): void {
    const { chunk } = this;
    const reader = this.#reader;
    const outerEnd = reader.end;
    reader.pos = contentStart;
    reader.end = reader.readLength();
    chunk.reserve(FIELD_OVERHEAD_BYTES);
    const start = appendVarint(chunk.bytes, chunk.length, tag) + 1;
    chunk.length = start;
    this.copyFields();
    chunk.reserve(FIELD_OVERHEAD_BYTES);
    chunk.length = closeMessage(chunk.bytes, start, chunk.length);
    reader.end = outerEnd;
  }
}
