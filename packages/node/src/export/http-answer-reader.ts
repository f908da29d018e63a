// Reads one answer of HTTP/1.1 (RFC 9112) from a connection, as it comes in pieces:
//
//   head ─▶ body of known length ──────────────────▶ complete
//     │ └─▶ chunks: size line, bytes, …, trailers ─▶ complete
//     └───▶ body up to the connection's end
import { oneLine } from './one-line.ts';

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; of several with one name, the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** At most `maxBodyBytes`: a longer body is cut off. */
  readonly body: Buffer;
}

/** What came is no HTTP. */
export class HttpAnswerError extends Error {
  readonly code = 'TL_HTTP_ANSWER';

  constructor(got: string, need: string) {
    super(`cannot read the answer: got ${got}, need ${need}`);
  }
}

/** As much as Node's own parser takes. */
const MAX_HEAD_BYTES = 16_384;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: .*)?$/;
const HTTP_PREFIX = 'HTTP/1.';
const CHUNK_SIZE = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;

type State = 'head' | 'length' | 'chunk size' | 'chunk' | 'chunk end' | 'trailers' | 'until close' | 'complete';

/** The reader of one answer. */
export class HttpAnswerReader {
  /** Whether the connection may carry another request; known when the answer is complete. */
  isReusable = false;
  readonly #maxBodyBytes: number;
  readonly #body: Buffer[] = [];
  #state: State = 'head';
  #status = 0;
  #headers: Record<string, string | undefined> = {};
  /** The head or line at hand, as far as it is there. */
  #text = '';
  #bodyBytes = 0;
  /** Bytes of the body or chunk that are still to come. */
  #left = 0;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  get isComplete(): boolean {
    return this.#state === 'complete';
  }

  /** The answer as far as it is there, `undefined` before the end of its head: once there is a status it counts. */
  get answer(): HttpAnswer | undefined {
    if (this.#status === 0) return undefined;
    return { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#body) };
  }

  /** Takes what has arrived. @throws {@link HttpAnswerError} where it is no HTTP. */
  push(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && !this.isComplete) rest = this.#take(rest);
    // Nobody has asked for more.
    if (rest.length > 0) this.isReusable = false;
  }

  /** Takes a piece. @returns what comes after it. */
  #take(bytes: Buffer): Buffer {
    switch (this.#state) {
      case 'head':
        return this.#takeHead(bytes);
      case 'length':
      case 'chunk':
        return this.#takeBody(bytes, Math.min(bytes.length, this.#left));
      case 'until close':
        return this.#takeBody(bytes, bytes.length);
      default:
        return this.#takeLine(bytes);
    }
  }

  #takeHead(bytes: Buffer): Buffer {
    const before = this.#text.length;
    this.#text += bytes.toString('latin1');
    const end = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    this.#checkHead(end);
    if (end === -1) return NOTHING;
    const head = this.#text.slice(0, end);
    this.#text = '';
    this.#readHead(head.split('\r\n'));
    return bytes.subarray(end + 4 - before);
  }

  #checkHead(end: number): void {
    const start = this.#text.slice(0, HTTP_PREFIX.length);
    if (!HTTP_PREFIX.startsWith(start)) throw new HttpAnswerError(quote(this.#text), 'HTTP/1.1');
    if (end === -1 ? this.#text.length <= MAX_HEAD_BYTES : end <= MAX_HEAD_BYTES) return;
    throw new HttpAnswerError('a longer head', `at most ${MAX_HEAD_BYTES} bytes`);
  }

  #readHead([statusLine, ...lines]: readonly string[]): void {
    const match = STATUS_LINE.exec(statusLine);
    const status = Number(match?.[2]);
    if (match === null || status === 101) throw new HttpAnswerError(quote(statusLine), 'an answer of HTTP/1.1');
    // A provisional answer: another one follows.
    if (status < 200) return;
    this.#status = status;
    this.#headers = parseHeaders(lines);
    const connection = (this.#headers.connection ?? '').toLowerCase();
    this.isReusable = match[1] === '1' ? !connection.includes('close') : connection.includes('keep-alive');
    this.#beginBody();
  }

  #beginBody(): void {
    const { 'transfer-encoding': encoding, 'content-length': length } = this.#headers;
    if (this.#status === 204 || this.#status === 304) return this.#complete();
    if (encoding !== undefined && /(?:^|,)\s*chunked\s*$/i.test(encoding)) {
      this.#state = 'chunk size';
    } else if (encoding === undefined && length !== undefined && /^\d{1,15}$/.test(length)) {
      this.#state = 'length';
      this.#left = Number(length);
      if (this.#left === 0) this.#complete();
    } else {
      this.#state = 'until close';
      this.isReusable = false;
    }
  }

  #takeBody(bytes: Buffer, length: number): Buffer {
    const room = this.#maxBodyBytes - this.#bodyBytes;
    this.#body.push(bytes.subarray(0, Math.min(length, room)));
    this.#bodyBytes += length;
    this.#left -= length;
    if (length > room) this.#cutOff();
    else if (this.#left === 0 && this.#state === 'length') this.#complete();
    else if (this.#left === 0 && this.#state === 'chunk') this.#state = 'chunk end';
    return bytes.subarray(length);
  }

  #takeLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf('\n');
    this.#text += bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
    if (this.#text.length > MAX_HEAD_BYTES) throw new HttpAnswerError('a longer line', 'chunks');
    if (end === -1) return NOTHING;
    const line = this.#text.endsWith('\r') ? this.#text.slice(0, -1) : this.#text;
    this.#text = '';
    this.#readLine(line);
    return bytes.subarray(end + 1);
  }

  #readLine(line: string): void {
    if (this.#state === 'trailers') {
      if (line === '') this.#complete();
    } else if (this.#state === 'chunk end') {
      if (line !== '') throw new HttpAnswerError(quote(line), 'the end of a chunk');
      this.#state = 'chunk size';
    } else {
      this.#beginChunk(line);
    }
  }

  #beginChunk(line: string): void {
    const match = CHUNK_SIZE.exec(line);
    if (match === null) throw new HttpAnswerError(quote(line), 'the size of a chunk');
    this.#left = Number.parseInt(match[1], 16);
    this.#state = this.#left === 0 ? 'trailers' : 'chunk';
  }

  #cutOff(): void {
    this.isReusable = false;
    this.#complete();
  }

  #complete(): void {
    this.#state = 'complete';
  }
}

const NOTHING = Buffer.alloc(0);

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new HttpAnswerError(quote(line), 'a header');
    headers[line.slice(0, colon).toLowerCase()] ??= line.slice(colon + 1).trim();
  }
  return headers;
}

function quote(text: string): string {
  return JSON.stringify(oneLine(text.slice(0, 40)));
}
