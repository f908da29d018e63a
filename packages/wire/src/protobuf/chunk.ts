import { WireError } from '../errors.ts';

/**
 * Growing bytes that messages are appended to. `bytes` and `view` are valid until the next `reserve`; `length` says how much of it
 * is written.
 */
export class Chunk {
  bytes: Buffer;
  /** The same bytes, for whole words: one store where `bytes` would need four. */
  view: DataView;
  length = 0;
  readonly #initialBytes: number;

  /** @param initialBytes - capacity to start with, in bytes. */
  constructor(initialBytes = 4096) {
    this.#initialBytes = initialBytes;
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `size` more bytes. At least doubles, so that appending stays linear. */
  reserve(size: number): void {
    if (this.length + size > this.bytes.length) this.#grow(this.length + size);
  }

  /**
   * Takes over what was written up to `end`.
   *
   * @throws {@link WireError} `TL_WIRE_UNSTABLE` when that is more than was reserved: a value changed between the pass
   *   that measured it and the one that wrote it (an accessor, a proxy). The chunk stays as it was.
   */
  closeAt(end: number): void {
    if (end > this.bytes.length) throw unstable(end - this.length, this.bytes.length - this.length);
    this.length = end;
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
    this.view = new DataView(this.bytes.buffer);
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    grown.set(this.written());
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

function unstable(size: number, room: number): WireError {
  const text = `cannot append message: got ${size} bytes where ${room} were reserved, need values that do not change`;
  return new WireError('TL_WIRE_UNSTABLE', text);
}
