import { connect } from 'node:net';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeExportResponse, decodeRpcStatus } from '@throughline/wire/decode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { TestHub } from '../fixtures/test-hub.ts';

const MIB = 2 ** 20;
const PROTOBUF = 'application/x-protobuf';
const span = createSpan({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
const BODY = encodeSpans([span]);

let hub: TestHub;
let url: string;

beforeAll(async () => {
  hub = await TestHub.start({ ingestToken: 'secret', maxBodyBytes: MIB, maxInflatedBytes: MIB });
  url = hub.hub.addresses.otlpHttp;
});

afterAll(() => hub.close());

function post(body: Uint8Array | string, headers: Record<string, string> = {}, path = '/v1/traces'): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': PROTOBUF, authorization: 'Bearer secret', ...headers },
    body: body as Uint8Array<ArrayBuffer>,
  });
}

/** The status, and the message that a client of OTLP shows. */
async function refusalOf(answer: Response): Promise<[number, string]> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const isProtobuf = answer.headers.get('content-type') === PROTOBUF;
  const { message } = isProtobuf
    ? decodeRpcStatus(bytes)
    : (JSON.parse(Buffer.from(bytes).toString()) as { message: string });
  return [answer.status, message];
}

async function check(answer: Promise<Response>, status: number, message: RegExp): Promise<void> {
  expect(await refusalOf(await answer)).toEqual([status, expect.stringMatching(message)]);
}

test('what goes wrong with a request is said', async () => {
  await check(post(BODY, {}, '/'), 404, /cannot find \/: need \/v1\/traces, \/v1\/logs or \/v1\/metrics/);
  await check(post(BODY, {}, '/v1/traces/'), 404, /cannot find \/v1\/traces\//);
  await check(fetch(`${url}/v1/traces`), 405, /cannot GET \/v1\/traces: need POST/);
  await check(
    post(BODY, { 'content-type': 'text/plain' }),
    415,
    /cannot read text\/plain: need application\/x-protobuf/,
  );
  await check(
    post(BODY, { 'content-type': 'application/grpc+proto' }),
    415,
    /cannot read gRPC here: .* gRPC is at http:\/\/127/,
  );
  await check(post(BODY, { 'content-encoding': 'compress' }), 415, /got content-encoding compress, need gzip, deflate/);
  await check(post(BODY, { 'content-encoding': 'gzip' }), 400, /cannot inflate the body: it is not gzip/);
  await check(post('hello world'), 400, /cannot read message/);
  await check(post('{', { 'content-type': 'application/json' }), 400, /./);
  await check(post('{"resourceSpans":1}', { 'content-type': 'application/json' }), 400, /./);
  await check(
    post(BODY, { authorization: 'Bearer wrong' }),
    401,
    /need the header Authorization: Bearer <ingest token>/,
  );
  await check(post(BODY, { authorization: '' }), 401, /./);
  await check(post(new Uint8Array(MIB + 1)), 413, /its body, as sent, is longer than 1048576 bytes/);
  expect((await fetch(`${url}/v1/traces`)).headers.get('allow')).toBe('POST, OPTIONS');
  expect((await post(BODY, { authorization: '' })).headers.get('www-authenticate')).toBe('Bearer');
});

test('every encoding, and JSON', async () => {
  const accepted = async (answer: Promise<Response>): Promise<void> => {
    const { status, headers } = await answer;
    expect([status, headers.get('content-type')]).toEqual([200, PROTOBUF]);
  };
  await accepted(post(BODY));
  await accepted(post(BODY, { 'content-encoding': 'identity', 'content-type': `${PROTOBUF}; charset=x` }));
  await accepted(post(gzipSync(BODY), { 'content-encoding': 'GZIP' }));
  await accepted(post(gzipSync(BODY), { 'content-encoding': 'x-gzip' }));
  await accepted(post(deflateSync(BODY), { 'content-encoding': 'deflate' }));
  await accepted(post(brotliCompressSync(BODY), { 'content-encoding': 'br' }));
  await accepted(post(zstdCompressSync(BODY), { 'content-encoding': 'zstd' }));
  await accepted(post(new Uint8Array(0)));
  const json = await post('{"resourceSpans":[]}', { 'content-type': 'application/json' });
  expect([json.status, await json.json()]).toEqual([200, {}]);
});

test('what is cut out is reported', async () => {
  const answer = await post(encodeSpans([span, { ...span, traceId: '' }]));
  expect(answer.status).toBe(200);
  expect(decodeExportResponse(new Uint8Array(await answer.arrayBuffer()))).toEqual({
    rejectedCount: 1,
    errorMessage: 'not kept: trace-id',
  });
});

test('a body that inflates to a thousand times its size is refused', async () => {
  const zeros = Buffer.alloc(64 * MIB);
  const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  const bombs = {
    gzip: gzipSync(zeros),
    deflate: deflateSync(zeros),
    br: brotliCompressSync(zeros, fast),
    zstd: zstdCompressSync(zeros),
  };
  for (const [encoding, bomb] of Object.entries(bombs)) {
    expect(zeros.length / bomb.length).toBeGreaterThan(1000 * 0.9);
    await check(
      post(bomb, { 'content-encoding': encoding }),
      413,
      /its body, as inflated, is longer than 1048576 bytes/,
    );
  }
  // More than are inflated at the same time.
  const answers = await Promise.all(Array.from({ length: 30 }, () => post(bombs.gzip, { 'content-encoding': 'gzip' })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 413));
  expect((await post(gzipSync(BODY), { 'content-encoding': 'gzip' })).status).toBe(200);
});

test('the longest body that is kept, inflated and not', async () => {
  const request = (length: number): Uint8Array => {
    const empty = encodeSpans([{ ...span, attributes: [{ key: 'a', value: '' }] }]).length;
    // Four nested lengths grow by two bytes each, and that of the value too.
    const fill = length - empty - 10;
    return encodeSpans([{ ...span, attributes: [{ key: 'a', value: 'x'.repeat(fill) }] }]);
  };
  let body = request(MIB);
  body = request(MIB + (MIB - body.length));
  expect(body.length).toBe(MIB);
  // Too long a text for a span, but no longer too long a body.
  expect((await post(body)).status).toBe(200);
  expect((await post(gzipSync(body), { 'content-encoding': 'gzip' })).status).toBe(200);
  expect((await post(request(MIB + 100))).status).toBe(413);
  expect((await post(gzipSync(request(MIB + 100)), { 'content-encoding': 'gzip' })).status).toBe(413);
});

test('a body without a length is refused while it arrives', async () => {
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 64 * 1024;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const headers = { 'content-type': PROTOBUF, authorization: 'Bearer secret' };
  const init = { method: 'POST', headers, body: stream, duplex: 'half' };
  const answer = await fetch(`${url}/v1/traces`, init as RequestInit).then(
    ({ status }) => status,
    () => 'cut off',
  );
  expect([413, 'cut off']).toContain(answer);
  expect(sent).toBeLessThan(64 * MIB);
});

test('pages of any origin may send, and read nothing', async () => {
  const preflight = await fetch(`${url}/v1/traces`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
  });
  expect((await post(BODY, { origin: 'https://shop.example' })).headers.get('access-control-allow-origin')).toBe('*');
  const refused = await post('x', { origin: 'https://shop.example' });
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, '*']);
});

test('what is no HTTP is told so', async () => {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('\x16\x03\x01 hello\r\n\r\n'));
    let read = '';
    socket
      .on('data', (chunk: Buffer) => (read += chunk.toString()))
      .on('end', () => resolve(read))
      .on('error', reject);
  });
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*cannot read the request: this is not HTTP\/1\.1$/);
});
