import { hasChecksum, isIntact, readRecord } from './record.ts';
import type { FoundRecord } from './record.ts';

/** What the bytes of a segment are: whole records, and ranges that are none. Both in the order of the file. */
export interface ScannedRecords {
  readonly intact: readonly FoundRecord[];
  readonly damaged: readonly ByteRange[];
}

/** Bytes from `start` up to `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * How much is read, at most, to find where records go on behind damage, in bytes for each byte of the file. Only bytes made
 * to look like ends of records come near it.
 */
const EFFORT = 16;

/**
 * Finds the records of a segment. Behind damage it goes on at the next place where an intact record begins: a length that
 * was hit must not take the records behind it along.
 */
export function scanRecords(bytes: Uint8Array): ScannedRecords {
  const scanner = new Scanner(bytes);
  scanner.scan();
  return scanner;
}

class Scanner implements ScannedRecords {
  readonly intact: FoundRecord[] = [];
  readonly damaged: ByteRange[] = [];
  readonly #bytes: Uint8Array;
  #effort: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#effort = bytes.length * EFFORT;
  }

  scan(): void {
    let pos = 0;
    while (pos < this.#bytes.length) {
      const record = this.#readIntact(pos);
      if (record === undefined) pos = this.#passDamage(pos);
      else {
        this.intact.push(record);
        pos = record.end;
      }
    }
  }

  #readIntact(start: number): FoundRecord | undefined {
    const record = readRecord(this.#bytes, start);
    return record !== undefined && isIntact(this.#bytes, record) ? record : undefined;
  }

  /** @returns where the records go on. */
  #passDamage(start: number): number {
    const end = this.#findEnd(start);
    this.damaged.push({ start, end });
    return end;
  }

  #findEnd(start: number): number {
    // Most often the length is right, and only this record is lost.
    const stated = readRecord(this.#bytes, start)?.end;
    if (stated !== undefined && this.#readIntact(stated) !== undefined) return stated;
    let pos = start + 1;
    while (pos < this.#bytes.length && !this.#beginsHere(pos)) pos++;
    return pos;
  }

  /** Whether an intact record begins here. Past the effort, nothing does. */
  #beginsHere(pos: number): boolean {
    if (this.#effort < 0) return false;
    const record = readRecord(this.#bytes, pos);
    if (record === undefined || !hasChecksum(this.#bytes, record)) return false;
    this.#effort -= record.request.length;
    return isIntact(this.#bytes, record);
  }
}
