/**
 * Finds the end of each answer on a connection with one request in flight. Made for servers whose answers are all of one
 * length: a piece of a longer answer that happens to be as long as the answer before it would be taken for a whole one.
 */
export class ResponseReader {
  #lastLength = 0;
  #pending = '';

  /** @throws when the answer is no 200 with a content-length. */
  isComplete(chunk: Uint8Array, length: number): boolean {
    // Fast path: in one piece, as long as the one before it, and a 200.
    if (length === this.#lastLength && this.#pending === '' && isOk(chunk)) return true;
    return this.#parse(Buffer.from(chunk.buffer, chunk.byteOffset, length).toString('latin1'));
  }

  #parse(text: string): boolean {
    this.#pending += text;
    const headEnd = this.#pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return false;
    const length = headEnd + 4 + readContentLength(this.#pending.slice(0, headEnd));
    if (this.#pending.length < length) return false;
    this.#lastLength = length;
    this.#pending = '';
    return true;
  }
}

/** Whether the status of `HTTP/1.1 200 …` is 200. */
function isOk(chunk: Uint8Array): boolean {
  return chunk[9] === 0x32 && chunk[10] === 0x30 && chunk[11] === 0x30;
}

function readContentLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (head.startsWith('HTTP/1.1 200 ') && length !== undefined) return Number(length);
  throw new Error(`cannot read answer: got ${JSON.stringify(head.slice(0, 60))}, need 200 with a content-length`);
}
