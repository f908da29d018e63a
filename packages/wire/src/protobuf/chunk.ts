/**
 * Growing bytes that messages are appended to. `bytes` is valid until the next `reserve`; `length` says how much of it
 * is written.
 */
export class Chunk {
  bytes: Uint8Array;
  length = 0;
  readonly #initialBytes: number;

  /** @param initialBytes - capacity to start with, in bytes. */
  constructor(initialBytes = 4096) {
    this.#initialBytes = initialBytes;
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
  }

  /** Makes room for `size` more bytes. At least doubles, so that appending stays linear. */
  reserve(size: number): void {
    if (this.length + size > this.bytes.length) this.#grow(this.length + size);
  }

  /** The bytes written so far: a view, valid until the next `reserve` or `reset`. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Forgets what was written and keeps the capacity. */
  reset(): void {
    this.length = 0;
  }

  /** Forgets what was written and goes back to the initial capacity. */
  shrink(): void {
    this.length = 0;
    this.bytes = Buffer.allocUnsafeSlow(this.#initialBytes);
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    grown.set(this.written());
    this.bytes = grown;
  }
}
