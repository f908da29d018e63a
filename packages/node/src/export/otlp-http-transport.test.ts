import { copyFileSync, mkdtempSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeExportResponse, encodeRpcStatus, formatExportResponseJson } from '@throughline/wire/decode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUNTIME_VERSION } from '../version.ts';
import { createBatch } from './fixtures/create-batch.ts';
import { Http2Sink } from './fixtures/grpc-sink.ts';
import { type Answer, HttpSink, listen, ok, serverTls } from './fixtures/http-sink.ts';
import { createOtlpConfiguration, tlsFile } from './fixtures/otlp-configuration.ts';
import { OtlpHttpTransport } from './otlp-http-transport.ts';
import type { SendResult } from './transport.ts';

type Settings = Omit<Parameters<typeof createOtlpConfiguration>[0], 'url'>;

let sink: HttpSink;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  sink = await HttpSink.start();
});

afterEach(async () => {
  await sink.stop();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function connect(settings: Settings = {}, url: string = sink.url): OtlpHttpTransport {
  const transport = new OtlpHttpTransport(createOtlpConfiguration({ url, ...settings }));
  cleanups.push(() => transport.close());
  return transport;
}

/** A server below HTTP that does what a test wants with each connection. */
async function startRaw(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  await listen(server);
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
}

const answerWith =
  (status: number, body: string | Uint8Array = '', headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

describe('a request', () => {
  const cases = [
    { protocol: 'http/protobuf', compression: 'none', type: 'application/x-protobuf', encoding: undefined },
    { protocol: 'http/protobuf', compression: 'gzip', type: 'application/x-protobuf', encoding: 'gzip' },
    { protocol: 'http/json', compression: 'none', type: 'application/json', encoding: undefined },
    { protocol: 'http/json', compression: 'gzip', type: 'application/json', encoding: 'gzip' },
  ] as const;

  it.each(cases)('arrives as $protocol, $compression', async ({ protocol, compression, type, encoding }) => {
    const transport = connect({ protocol, compression });
    expect(transport.name).toBe(`otlp ${protocol}`);
    expect(await transport.send(createBatch('a', 3))).toEqual({ kind: 'delivered' });
    expect(sink.received).toMatchObject([{ path: '/v1/traces', names: ['a', 'a', 'a'] }]);
    expect(sink.received[0].headers['content-type']).toBe(type);
    expect(sink.received[0].headers['content-encoding']).toBe(encoding);
  });

  it('carries the configured headers, which cannot change what the body is', async () => {
    await connect({ headers: { authorization: 'Bearer x', 'content-type': 'text/plain' } }).send(createBatch());
    const { headers } = sink.received[0];
    expect(headers.authorization).toBe('Bearer x');
    expect(headers['content-type']).toBe('application/x-protobuf');
    expect(headers['user-agent']).toBe(
      `throughline-node/${RUNTIME_VERSION} OTel-OTLP-Exporter-JavaScript/${RUNTIME_VERSION}`,
    );
  });

  it('lets the user agent be configured, and uses the credentials of the URL', async () => {
    const url = sink.url.replace('//', '//user:secret@');
    const transport = connect({ headers: { 'user-agent': 'mine' } }, `${url}?key=secret`);
    await transport.send(createBatch());
    expect(transport.endpoint).toBe(sink.url);
    const { headers, path } = sink.received[0];
    expect(headers['user-agent']).toBe('mine');
    expect(headers.authorization).toBe(`Basic ${Buffer.from('user:secret').toString('base64')}`);
    expect(path).toBe('/v1/traces?key=secret');
  });

  it('of the largest size is sent, a larger one is not', async () => {
    const batch = createBatch('a', 2);
    const size = batch.bytes.length;
    expect(await connect({ maxRequestBytes: size }).send(batch)).toEqual({ kind: 'delivered' });
    expect(await connect({ maxRequestBytes: size - 1 }).send(batch)).toEqual({
      kind: 'failed',
      reason: `request too large: got ${size} bytes, need at most ${size - 1}`,
    });
    expect(sink.received).toHaveLength(1);
  });

  it('with a header that Node refuses fails for good', async () => {
    const result = await connect({ headers: { 'x-key': 'line\nbreak' } }).send(createBatch());
    expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('x-key') });
  });
});

describe('an answer', () => {
  const status = encodeRpcStatus({ code: 3, message: 'span without id', retryDelayMs: undefined });
  const cases: [string, Answer, SendResult][] = [
    ['200', answerWith(200), { kind: 'delivered' }],
    ['202', answerWith(202), { kind: 'delivered' }],
    ['400, protobuf', answerWith(400, status, PROTOBUF), { kind: 'failed', reason: 'HTTP 400: span without id' }],
    ['400, JSON', answerWith(400, '{"message":"bad"}', JSON_TYPE), { kind: 'failed', reason: 'HTTP 400: bad' }],
    ['400, JSON of its own', answerWith(400, '["bad"]', JSON_TYPE), { kind: 'failed', reason: 'HTTP 400: ["bad"]' }],
    ['400, broken protobuf', answerWith(400, '\xff\xff', PROTOBUF), { kind: 'failed', reason: 'HTTP 400' }],
    ['401', answerWith(401, 'who are\nyou?\x1b[31m'), { kind: 'failed', reason: 'HTTP 401: who are you? [31m' }],
    ['404', answerWith(404), { kind: 'failed', reason: 'HTTP 404' }],
    ['413', answerWith(413, 'too large'), { kind: 'failed', reason: 'HTTP 413: too large' }],
    ['429', answerWith(429), { kind: 'retry', reason: 'HTTP 429', afterMs: undefined }],
    [
      '429, Retry-After',
      answerWith(429, '', { 'retry-after': '7' }),
      { kind: 'retry', reason: 'HTTP 429', afterMs: 7000 },
    ],
    ['500', answerWith(500), { kind: 'failed', reason: 'HTTP 500' }],
    ['501', answerWith(501), { kind: 'failed', reason: 'HTTP 501' }],
    ['502', answerWith(502), { kind: 'retry', reason: 'HTTP 502', afterMs: undefined }],
    ['503', answerWith(503, 'busy'), { kind: 'retry', reason: 'HTTP 503: busy', afterMs: undefined }],
    ['504', answerWith(504), { kind: 'retry', reason: 'HTTP 504', afterMs: undefined }],
    ['505', answerWith(505), { kind: 'failed', reason: 'HTTP 505' }],
    [
      'a redirect',
      answerWith(307, '', { location: 'https://user:secret@other.example/v1/traces?token=secret' }),
      {
        kind: 'failed',
        reason: 'HTTP 307: redirects are not followed: got https://other.example/v1/traces, need the final URL',
      },
    ],
    [
      'a redirect to a path',
      answerWith(301, '', { location: '/login?token=secret' }),
      { kind: 'failed', reason: 'HTTP 301: redirects are not followed: got /login, need the final URL' },
    ],
  ];

  it.each(cases)('%s', async (_name, answer, expected) => {
    sink.answer = answer;
    expect(await connect().send(createBatch())).toEqual(expected);
    expect(sink.received).toHaveLength(1);
  });

  it('with a long text is cut off', async () => {
    sink.answer = answerWith(400, 'x'.repeat(5000));
    const result = await connect().send(createBatch());
    expect(result).toEqual({ kind: 'failed', reason: `HTTP 400: ${'x'.repeat(300)}…` });
  });
});

describe('success', () => {
  const partial = { rejectedCount: 2, errorMessage: 'too\nold' };
  const cases: [string, Answer, SendResult][] = [
    [
      'of a part, protobuf',
      answerWith(200, encodeExportResponse(partial), PROTOBUF),
      { kind: 'delivered', rejectedSpans: 2, warning: 'too old' },
    ],
    [
      'of a part, JSON',
      answerWith(200, formatExportResponseJson('traces', partial), JSON_TYPE),
      { kind: 'delivered', rejectedSpans: 2, warning: 'too old' },
    ],
    [
      'with a warning',
      answerWith(200, encodeExportResponse({ rejectedCount: 0, errorMessage: 'deprecated' }), PROTOBUF),
      { kind: 'delivered', rejectedSpans: 0, warning: 'deprecated' },
    ],
    [
      'with refused log records, in JSON',
      answerWith(200, formatExportResponseJson('logs', partial), JSON_TYPE),
      { kind: 'delivered', rejectedSpans: 2, warning: 'too old' },
    ],
    ['with an empty partial_success', answerWith(200, '\x0a\x00', PROTOBUF), { kind: 'delivered' }],
    [
      'with an empty partial_success in JSON',
      answerWith(200, '{"partialSuccess":{}}', JSON_TYPE),
      { kind: 'delivered' },
    ],
    [
      'from something that is no OTLP receiver',
      answerWith(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
      {
        kind: 'delivered',
        warning: 'cannot read the answer: got text/html, need OTLP; is this an OTLP receiver?',
      },
    ],
  ];

  it.each(cases)('%s', async (_name, answer, expected) => {
    sink.answer = answer;
    expect(await connect().send(createBatch('a', 3))).toEqual(expected);
  });

  it.each([
    ['protobuf', '\xff\xff\xff\xff', PROTOBUF],
    ['JSON', '{"partialSuccess":', JSON_TYPE],
  ])('with garbage that calls itself %s', async (_name, body, headers) => {
    sink.answer = answerWith(200, body, headers);
    const result = await connect().send(createBatch());
    expect(result).toMatchObject({ kind: 'delivered', warning: expect.stringMatching(/^cannot /) });
  });

  it('is read up to the largest answer and no further', async () => {
    const body = encodeExportResponse({ rejectedCount: 1, errorMessage: 'x'.repeat(100) });
    sink.answer = answerWith(200, body, PROTOBUF);
    const whole = await connect({ maxResponseBytes: body.length }).send(createBatch());
    expect(whole).toMatchObject({ kind: 'delivered', rejectedSpans: 1 });
    const cut = await connect({ maxResponseBytes: body.length - 1 }).send(createBatch());
    expect(cut).toMatchObject({ kind: 'delivered', warning: expect.stringContaining('cannot read message') });
  });

  it('with an endless body ends where the limit is', async () => {
    let written = 0;
    sink.answer = (response) => {
      response.writeHead(200, PROTOBUF);
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
        response.once('drain', write);
      };
      write();
    };
    const result = await connect({ maxResponseBytes: 100_000 }).send(createBatch());
    expect(result.kind).toBe('delivered');
    expect(written).toBeLessThan(50_000_000);
  });
});

describe('a receiver', () => {
  it('that is down is worth another try', async () => {
    const { url } = sink;
    await sink.stop();
    const result = await connect({}, url).send(createBatch());
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('ECONNREFUSED') });
    sink = await HttpSink.start({ port: Number(new URL(url).port) });
  });

  it('that comes back takes the same batch', async () => {
    const { url } = sink;
    const batch = createBatch('again');
    const transport = connect({}, url);
    await sink.stop();
    expect((await transport.send(batch)).kind).toBe('retry');
    sink = await HttpSink.start({ port: Number(new URL(url).port) });
    expect((await transport.send(batch)).kind).toBe('delivered');
    expect(sink.spanNames).toEqual(['again']);
  });

  it('that does not answer in time is worth another try', async () => {
    sink.answer = () => {};
    const result = await connect({ timeoutMs: 50 }).send(createBatch());
    expect(result).toEqual({ kind: 'retry', reason: 'no answer within 50 ms' });
  });

  it('that accepts and says nothing at all, neither', async () => {
    const url = await startRaw(() => {});
    const result = await connect({ timeoutMs: 50 }, url).send(createBatch());
    expect(result).toEqual({ kind: 'retry', reason: 'no answer within 50 ms' });
  });

  it('that never finishes its answer has answered all the same', async () => {
    sink.answer = (response) => response.writeHead(400).write('no');
    const result = await connect({ timeoutMs: 50 }).send(createBatch());
    expect(result).toEqual({ kind: 'failed', reason: 'HTTP 400: no' });
  });

  const raw: [string, (socket: Socket) => void][] = [
    ['closes connections', (socket) => socket.destroy()],
    ['resets connections', (socket) => socket.resetAndDestroy()],
    ['closes after the request', (socket) => socket.on('data', () => socket.end())],
    ['answers garbage', (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
    ['answers half a status line', (socket) => socket.end('HTTP/1.1 2')],
    [
      'wants another protocol',
      (socket) => socket.end('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
  ];

  it.each(raw)('that %s is worth another try', async (_name, onConnection) => {
    const url = await startRaw(onConnection);
    const result = await connect({ timeoutMs: 2000 }, url).send(createBatch());
    expect(result).toMatchObject({ kind: 'retry', reason: expect.not.stringContaining('no answer within') });
  });

  it('that refuses a large body before it was sent is understood', async () => {
    let isClosed = false;
    const url = await startRaw((socket) => {
      socket.on('close', () => (isClosed = true));
      socket.once('data', () => socket.pause().write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n'));
      setTimeout(() => socket.resume(), 50);
    });
    const batch = { bytes: Buffer.alloc(20_000_000), spanCount: 1 };
    expect(await connect({}, url).send(batch)).toEqual({ kind: 'failed', reason: 'HTTP 413' });
    await expect.poll(() => isClosed).toBe(true);
  });

  it('that speaks gRPC is told from one that speaks HTTP, and so is one without TLS', async () => {
    const grpc = await Http2Sink.start();
    cleanups.push(() => grpc.stop());
    const overHttp = await connect({}, grpc.url).send(createBatch());
    expect(overHttp).toMatchObject({ reason: expect.stringMatching(/OTLP over HTTP, as 4318 usually is\?$/) });
    const overTls = await connect({}, sink.url.replace('http:', 'https:')).send(createBatch());
    expect(overTls).toMatchObject({ reason: expect.stringMatching(/does the receiver speak TLS on this port\?$/) });
  });

  it('gets the header section that Node accepts, and no more', async () => {
    const url = await startRaw((socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`));
    const result = await connect({}, url).send(createBatch());
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('need at most 16384 bytes') });
  });
});

describe('connections', () => {
  const ports = (): Set<number | undefined> => new Set(sink.received.map(({ clientPort }) => clientPort));

  it('are kept between batches', async () => {
    const transport = connect();
    for (const name of ['a', 'b', 'c']) await transport.send(createBatch(name));
    expect(sink.spanNames).toEqual(['a', 'b', 'c']);
    expect(ports().size).toBe(1);
  });

  it('that the receiver has closed meanwhile cost no attempt', async () => {
    const transport = connect();
    const hold = (response: ServerResponse): void => void setTimeout(() => ok(response, sink.received[0]), 30);
    sink.answer = hold;
    await Promise.all(['a', 'b', 'c'].map((name) => transport.send(createBatch(name))));
    expect(ports().size).toBe(3);
    // In the same turn: the client cannot have noticed.
    sink.dropConnections();
    expect(await transport.send(createBatch('d'))).toEqual({ kind: 'delivered' });
    expect(sink.spanNames.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are closed with the transport', async () => {
    const transport = connect();
    await transport.send(createBatch());
    expect(sink.connectionCount).toBe(1);
    transport.close();
    await expect.poll(() => sink.connectionCount).toBe(0);
  });

  it('are closed with the transport while an answer is awaited', async () => {
    const transport = connect();
    await transport.send(createBatch());
    sink.answer = () => transport.close();
    expect((await transport.send(createBatch())).kind).toBe('retry');
    expect(sink.received).toHaveLength(2);
  });
});

describe('TLS', () => {
  const ca = { certificateFile: tlsFile('ca'), clientKeyFile: undefined, clientCertificateFile: undefined };
  const mutual = { ...ca, clientKeyFile: tlsFile('client-key'), clientCertificateFile: tlsFile('client') };
  const demanding = { ...serverTls(), requestCert: true, rejectUnauthorized: true };

  async function startTls(tls: Parameters<typeof HttpSink.start>[0]): Promise<HttpSink> {
    const secure = await HttpSink.start(tls);
    cleanups.push(() => secure.stop());
    return secure;
  }

  it('trusts the configured authority', async () => {
    const secure = await startTls({ tls: serverTls() });
    expect(await connect({ tls: ca }, secure.url).send(createBatch('a'))).toEqual({ kind: 'delivered' });
    expect(secure.spanNames).toEqual(['a']);
  });

  it('trusts no other', async () => {
    const secure = await startTls({ tls: serverTls() });
    const result = await connect({}, secure.url).send(createBatch());
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('certificate') });
    expect(secure.received).toEqual([]);
  });

  it('shows the client certificate', async () => {
    const secure = await startTls({ tls: demanding });
    expect(await connect({ tls: mutual }, secure.url).send(createBatch('a'))).toEqual({ kind: 'delivered' });
    expect(secure.spanNames).toEqual(['a']);
  });

  it('without the client certificate that a receiver demands delivers nothing', async () => {
    const secure = await startTls({ tls: demanding });
    expect((await connect({ tls: ca }, secure.url).send(createBatch())).kind).toBe('retry');
    expect(secure.received).toEqual([]);
  });

  it('says which file it cannot read', async () => {
    const tls = { ...ca, certificateFile: '/nowhere/ca.pem' };
    expect(await connect({ tls }, 'https://localhost:1').send(createBatch())).toEqual({
      kind: 'failed',
      reason: 'cannot read certificate file /nowhere/ca.pem: got ENOENT, need a readable PEM file',
    });
  });

  it('reads its files again after a failure', async () => {
    const secure = await startTls({ tls: serverTls() });
    const file = join(mkdtempSync(join(tmpdir(), 'tl-tls-')), 'ca.pem');
    copyFileSync(tlsFile('client'), file);
    const transport = connect({ tls: { ...ca, certificateFile: file } }, secure.url);
    expect((await transport.send(createBatch())).kind).toBe('retry');
    copyFileSync(tlsFile('ca'), file);
    expect(await transport.send(createBatch())).toEqual({ kind: 'delivered' });
  });
});
