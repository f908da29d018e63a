import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Signal } from '@throughline/wire/decode';
import { readJsonRequest, readProtobufRequest } from './otlp-content.ts';
import type { OtlpRequest } from './otlp-content.ts';

/** A request, or a line that is none. */
export type ReadRequest = { readonly request: OtlpRequest } | { readonly unreadable: string; readonly place: string };

export interface ReadOptions {
  /** Of what protobuf holds. */
  readonly signal: Signal;
  /** Told how many bytes of the file have been read. */
  readonly onBytes: (bytes: number) => void;
}

const GZIP = [0x1f, 0x8b];
const BOM = Buffer.from('\uFEFF');
const BRACE = 0x7b;

type Chunks = AsyncIterable<Buffer>;

/**
 * Reads the requests of a file, or of `-`, standard input: OTLP/JSON, one in each line or one alone over many lines, or one
 * in protobuf; any of them through gzip.
 *
 * @throws the error of the file system or of the inflater.
 */
export async function* readRequests(file: string, { signal, onBytes }: ReadOptions): AsyncGenerator<ReadRequest> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file);
  const { head, chunks } = await inflate(counted(source, onBytes));
  const first = firstNonBlank(head);
  if (first === undefined) return;
  if (first === BRACE) yield* readJson(chunks, file);
  else yield await readProtobuf(chunks, file, signal);
}

async function* counted(source: Readable, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source as AsyncIterable<Buffer>) {
    onBytes(chunk.length);
    yield chunk;
  }
}

interface Content {
  /** The first chunk, which is among the chunks. */
  readonly head: Buffer;
  readonly chunks: Chunks;
}

async function inflate(source: Chunks): Promise<Content> {
  const content = await takeHead(source);
  if (!GZIP.every((byte, index) => content.head[index] === byte)) return content;
  const gunzip = createGunzip();
  // Errors reach whoever reads.
  pipeline(Readable.from(content.chunks), gunzip, () => {});
  return takeHead(gunzip);
}

async function takeHead(source: Chunks): Promise<Content> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return { head: Buffer.alloc(0), chunks: Readable.from([]) };
  return { head: first.value, chunks: prepend(first.value, iterator) };
}

async function* prepend(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}

/** A request in protobuf begins with the tag 0x0a, which is a line feed: JSON must not begin with an empty line. */
function firstNonBlank(bytes: Buffer): number | undefined {
  const start = bytes.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
  return bytes.subarray(start).find((byte) => byte !== 0x20 && byte !== 0x09);
}

async function* readJson(chunks: Chunks, file: string): AsyncGenerator<ReadRequest> {
  let line = 0;
  // The lines of what may be one document over many lines.
  let pending = '';
  for await (const text of linesOf(chunks)) {
    line++;
    if (text.trim() === '') continue;
    pending += pending === '' ? text : `\n${text}`;
    if (!looksWhole(pending)) continue;
    yield parse(pending, `${file}:${line}`);
    pending = '';
  }
  if (pending !== '') yield parse(pending, `${file}:${line}`);
}

async function* linesOf(chunks: Chunks): AsyncGenerator<string> {
  // It leaves out a byte order mark.
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of chunks) {
    const [first, ...more] = decoder.decode(chunk, { stream: true }).split('\n');
    pending += first;
    for (const text of more) {
      yield pending.replace(/\r$/, '');
      pending = text;
    }
  }
  yield (pending + decoder.decode()).replace(/\r$/, '');
}

/** A line of its own nearly always is; a document over many lines begins with a line that is not. */
function looksWhole(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return !text.startsWith('{');
  if (!text.includes('\n')) return true;
  return text.endsWith('\n}');
}

function parse(text: string, place: string): ReadRequest {
  try {
    return { request: readJsonRequest(text) };
  } catch (error) {
    return { unreadable: (error as Error).message, place };
  }
}

async function readProtobuf(chunks: Chunks, file: string, signal: Signal): Promise<ReadRequest> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  try {
    return { request: readProtobufRequest(Buffer.concat(all), signal) };
  } catch (error) {
    return { unreadable: (error as Error).message, place: file };
  }
}
