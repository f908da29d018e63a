import { describe, expect, it } from 'vitest';
import { HttpAnswerReader } from './http-answer-reader.ts';

const MAX_HEAD_BYTES = 16_384;
const MAX_BODY_BYTES = 10;

interface Read {
  readonly status?: number;
  readonly body?: string;
  readonly isComplete: boolean;
  readonly isReusable: boolean;
}

function readPieces(pieces: readonly string[]): Read {
  const reader = new HttpAnswerReader(MAX_BODY_BYTES);
  for (const piece of pieces) reader.push(Buffer.from(piece, 'latin1'));
  const { answer, isComplete, isReusable } = reader;
  return { status: answer?.status, body: answer?.body.toString('latin1'), isComplete, isReusable };
}

/** Reads `text` whole, byte by byte, and in two pieces cut at every place: the result must be the same. */
function read(text: string): Read {
  const whole = readPieces([text]);
  expect(readPieces([...text])).toEqual(whole);
  for (let cut = 1; cut < text.length; cut++) {
    expect(readPieces([text.slice(0, cut), text.slice(cut)]), `cut at ${cut}`).toEqual(whole);
  }
  return whole;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const DONE = { status: 200, body: '', isComplete: true, isReusable: true };

describe('an answer', () => {
  it.each<[string, string, Read]>([
    ['without a body', `${OK}content-length: 0\r\n\r\n`, DONE],
    ['without a reason', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', DONE],
    ['of known length', `${OK}Content-Length:  3 \r\nx: y\r\n\r\nabc`, { ...DONE, body: 'abc' }],
    ['as long as the limit', `${OK}content-length: 10\r\n\r\n0123456789`, { ...DONE, body: '0123456789' }],
    ['longer', `${OK}content-length: 11\r\n\r\n01234567890`, { ...DONE, body: '0123456789', isReusable: false }],
    ['in chunks', `${CHUNKED}3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n`, { ...DONE, body: 'abcde' }],
    ['in chunks, with trailers', `${CHUNKED}3\r\nabc\r\n0\r\nx: y\r\n\r\n`, { ...DONE, body: 'abc' }],
    ['of 204', 'HTTP/1.1 204 No Content\r\n\r\n', { ...DONE, status: 204 }],
    ['after a provisional one', `HTTP/1.1 100 Continue\r\n\r\n${OK}content-length: 1\r\n\r\na`, { ...DONE, body: 'a' }],
    ['with one more behind', `${OK}content-length: 0\r\n\r\nx`, { ...DONE, isReusable: false }],
    ['that closes', `${OK}connection: Close\r\ncontent-length: 0\r\n\r\n`, { ...DONE, isReusable: false }],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', { ...DONE, isReusable: false }],
    ['up to the end', `${OK}\r\nabc`, { ...DONE, body: 'abc', isComplete: false, isReusable: false }],
    ['cut in its head', `${OK}content-`, { status: undefined, body: undefined, isComplete: false, isReusable: false }],
    ['cut in its body', `${OK}content-length: 3\r\n\r\nab`, { ...DONE, body: 'ab', isComplete: false }],
    ['cut between chunks', `${CHUNKED}3\r\nabc\r\n`, { ...DONE, body: 'abc', isComplete: false }],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('with a chunk beyond the limit ends there', () => {
    const expected = { ...DONE, body: '0123456789', isReusable: false };
    expect(readPieces([`${CHUNKED}6\r\n012345\r\n5\r\n67890\r\n0\r\n\r\n`])).toEqual(expected);
  });

  it('has headers by lower-case name, the first of several', () => {
    const reader = new HttpAnswerReader(MAX_BODY_BYTES);
    reader.push(Buffer.from(`${OK}Retry-After: 7\r\nretry-after: 8\r\nX:\r\n\r\n`));
    expect(reader.answer?.headers).toEqual(Object.assign(Object.create(null), { 'retry-after': '7', x: '' }));
  });
});

describe('a head', () => {
  const padding = (length: number): string => `x: ${'y'.repeat(length - OK.length - 3)}\r\n\r\n`;

  it('is read up to the limit', () => {
    expect(readPieces([OK, padding(MAX_HEAD_BYTES)]).status).toBe(200);
    expect(() => readPieces([OK, padding(MAX_HEAD_BYTES + 1)])).toThrow('got a longer head, need at most 16384 bytes');
  });

  it('that does not end is given up at the limit', () => {
    expect(() => readPieces([OK, 'y'.repeat(MAX_HEAD_BYTES)])).toThrow('got a longer head');
  });
});

describe('what is no answer', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH', 'got "SSH-2.0-OpenSSH", need HTTP/1.1'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n', 'got "HTTP/2.0 200 OK", need HTTP/1.1'],
    ['a switch of protocol', 'HTTP/1.1 101 Switching\r\n\r\n', 'got "HTTP/1.1 101 Switching", need an answer'],
    ['a strange status', 'HTTP/1.1 2000 OK\r\n\r\n', 'got "HTTP/1.1 2000 OK", need an answer'],
    ['a line that is no header', `${OK}what\r\n\r\n`, 'got "what", need a header'],
    ['a header without a name', `${OK}: x\r\n\r\n`, 'got ": x", need a header'],
    ['a chunk without a size', `${CHUNKED}x\r\n`, 'got "x", need the size of a chunk'],
    ['a chunk of another size', `${CHUNKED}1\r\nab\r\n`, 'got "b", need the end of a chunk'],
    ['an endless size line', `${CHUNKED}1;${'x'.repeat(MAX_HEAD_BYTES)}`, 'got a longer line, need chunks'],
  ])('%s is refused', (_name, text, message) => {
    expect(() => readPieces([text])).toThrow(message);
    expect(() => readPieces([...text])).toThrow('cannot read the answer: got ');
  });
});
