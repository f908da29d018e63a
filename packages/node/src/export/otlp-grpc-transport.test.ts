import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Metadata, ServerCredentials, status as grpcStatus } from '@grpc/grpc-js';
import { encodeExportResponse, encodeRpcStatus } from '@throughline/wire/decode';
import { afterEach, describe, expect, it } from 'vitest';
import { createBatch } from './fixtures/create-batch.ts';
import { GrpcSink, Http2Sink, respond, respondOk, type StreamHandler } from './fixtures/grpc-sink.ts';
import { listen, serverTls } from './fixtures/http-sink.ts';
import { createOtlpConfiguration, tlsFile } from './fixtures/otlp-configuration.ts';
import { encodeFrameHeader } from './grpc-frame.ts';
import { OtlpGrpcTransport } from './otlp-grpc-transport.ts';

type Settings = Omit<Parameters<typeof createOtlpConfiguration>[0], 'url'>;

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function connect(url: string, settings: Settings = {}): OtlpGrpcTransport {
  const transport = new OtlpGrpcTransport(createOtlpConfiguration({ url, protocol: 'grpc', ...settings }));
  cleanups.push(() => transport.close());
  return transport;
}

async function startGrpc(options?: Parameters<typeof GrpcSink.start>[0]): Promise<GrpcSink> {
  const sink = await GrpcSink.start(options);
  cleanups.push(() => sink.stop());
  return sink;
}

async function startHttp2(handle: StreamHandler): Promise<Http2Sink> {
  const sink = await Http2Sink.start();
  sink.handle = handle;
  cleanups.push(() => sink.stop());
  return sink;
}

async function startServer(server: Server): Promise<string> {
  await listen(server);
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a call to a gRPC server', () => {
  it.each(['none', 'gzip'] as const)('delivers, compression %s', async (compression) => {
    const sink = await startGrpc();
    const transport = connect(sink.url, { compression });
    expect(await transport.send(createBatch('a', 2))).toEqual({ kind: 'delivered' });
    expect(sink.spanNames).toEqual(['a', 'a']);
  });

  it('carries headers, user agent and deadline', async () => {
    const sink = await startGrpc();
    await connect(sink.url, { headers: { 'x-team': 'blue', te: 'gzip' }, timeoutMs: 5000 }).send(createBatch());
    const { metadata, deadline } = sink.received[0];
    expect(metadata.get('x-team')).toEqual(['blue']);
    expect(metadata.get('user-agent')).toEqual([expect.stringMatching(/^throughline-node\/\S+ OTel-OTLP-Exporter/)]);
    const leftMs = Number(deadline) - Date.now();
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(5000);
  });

  it('reports partial success', async () => {
    const sink = await startGrpc();
    const body = encodeExportResponse({ rejectedCount: 3, errorMessage: 'too old' });
    sink.answer = (callback) => callback(null, Buffer.from(body));
    const result = await connect(sink.url).send(createBatch('a', 4));
    expect(result).toEqual({ kind: 'delivered', rejectedSpans: 3, warning: 'too old' });
  });

  it('of the largest size is made, a larger one is not', async () => {
    const sink = await startGrpc();
    const batch = createBatch();
    const size = batch.bytes.length;
    expect((await connect(sink.url, { maxRequestBytes: size }).send(batch)).kind).toBe('delivered');
    expect(await connect(sink.url, { maxRequestBytes: size - 1 }).send(batch)).toEqual({
      kind: 'failed',
      reason: `request too large: got ${size} bytes, need at most ${size - 1}`,
    });
    expect(sink.received).toHaveLength(1);
  });

  it('uses one connection for all, also at once', async () => {
    const sink = await startGrpc();
    const transport = connect(sink.url);
    await Promise.all(['a', 'b', 'c'].map((name) => transport.send(createBatch(name))));
    await transport.send(createBatch('d'));
    expect(new Set(sink.received.map(({ peer }) => peer)).size).toBe(1);
    expect(sink.received).toHaveLength(4);
  });

  it('with a header that Node refuses fails for good', async () => {
    const sink = await startGrpc();
    const result = await connect(sink.url, { headers: { connection: 'close' } }).send(createBatch());
    expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('connection') });
  });
});

describe('a status', () => {
  const retried = new Set(['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS']);
  const names = Object.keys(grpcStatus).filter((name) => Number.isNaN(Number(name)) && name !== 'OK');

  function failWith(sink: GrpcSink, name: string, retryDelayMs?: number): void {
    const code = grpcStatus[name as 'UNKNOWN'];
    const metadata = new Metadata();
    if (retryDelayMs !== undefined) {
      const details = encodeRpcStatus({ code, message: 'x', retryDelayMs });
      metadata.set('grpc-status-details-bin', Buffer.from(details));
    }
    sink.answer = (callback) => callback({ code, details: 'für dich:\n100%', metadata });
  }

  it.each(names)('%s', async (name) => {
    const sink = await startGrpc();
    failWith(sink, name);
    const kind = retried.has(name) ? 'retry' : 'failed';
    const result = await connect(sink.url).send(createBatch());
    expect(result).toMatchObject({ kind, reason: `${name}: für dich: 100%` });
  });

  it.each([
    ['RESOURCE_EXHAUSTED', 'retry', 2500],
    ['UNAVAILABLE', 'retry', 2500],
    ['INVALID_ARGUMENT', 'failed', undefined],
  ])('%s with RetryInfo', async (name, kind, afterMs) => {
    const sink = await startGrpc();
    failWith(sink, name, 2500);
    const result = await connect(sink.url).send(createBatch());
    expect(result).toMatchObject({ kind });
    expect('afterMs' in result ? result.afterMs : undefined).toBe(afterMs);
  });
});

describe('TLS', () => {
  const { ca, cert, key } = serverTls();
  const trusting = { certificateFile: tlsFile('ca'), clientKeyFile: undefined, clientCertificateFile: undefined };
  const mutual = { ...trusting, clientKeyFile: tlsFile('client-key'), clientCertificateFile: tlsFile('client') };
  const pair = [{ cert_chain: cert, private_key: key }];

  it('trusts the configured authority', async () => {
    const sink = await startGrpc({ credentials: ServerCredentials.createSsl(null, pair) });
    expect(await connect(sink.url, { tls: trusting }).send(createBatch('a'))).toEqual({ kind: 'delivered' });
    expect(sink.spanNames).toEqual(['a']);
  });

  it('trusts no other', async () => {
    const sink = await startGrpc({ credentials: ServerCredentials.createSsl(null, pair) });
    const result = await connect(sink.url).send(createBatch());
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('certificate') });
  });

  it('shows the client certificate, which the receiver demands', async () => {
    const sink = await startGrpc({ credentials: ServerCredentials.createSsl(ca, pair, true) });
    expect((await connect(sink.url, { tls: trusting }).send(createBatch())).kind).toBe('retry');
    expect(await connect(sink.url, { tls: mutual }).send(createBatch('a'))).toEqual({ kind: 'delivered' });
    expect(sink.spanNames).toEqual(['a']);
  });

  it.each([
    ['localhost', ['localhost']],
    ['127.0.0.1', []],
  ])('names the server %s to it, unless it is an address', async (host, expected) => {
    const names: string[] = [];
    const SNICallback = (name: string, done: (error: null) => void): void => {
      names.push(name);
      done(null);
    };
    const server = createSecureServer({ cert, key, SNICallback });
    server.on('stream', (stream) => respond(stream));
    await listen(server);
    const { port } = server.address() as AddressInfo;
    const transport = connect(`https://${host}:${port}`, { tls: trusting });
    expect((await transport.send(createBatch())).kind).toBe('delivered');
    expect(names).toEqual(expected);
    transport.close();
    server.close();
  });

  it('says which file it cannot read', async () => {
    const tls = { ...trusting, clientKeyFile: '/nowhere/key.pem' };
    expect(await connect('https://localhost:1', { tls }).send(createBatch())).toEqual({
      kind: 'failed',
      reason: 'cannot read client key file /nowhere/key.pem: got ENOENT, need a readable PEM file',
    });
    expect(() => readFileSync('/nowhere/key.pem')).toThrow('ENOENT');
  });
});

describe('an answer that no gRPC server would give', () => {
  const message = (bytes: Uint8Array, isCompressed = false): Buffer<ArrayBuffer> =>
    Buffer.concat([encodeFrameHeader(bytes.length, isCompressed), bytes]);
  const withStatus =
    (headers: Record<string, string>, body = ''): StreamHandler =>
    (stream) => {
      stream.respond({ 'content-type': 'text/html', ...headers });
      stream.end(body);
    };

  const cases: [string, StreamHandler, object][] = [
    [
      'HTTP 404',
      withStatus({ ':status': '404' }, '<html>'),
      {
        kind: 'failed',
        reason: 'UNIMPLEMENTED: HTTP 404 without a gRPC status: got text/html, need application/grpc',
      },
    ],
    ['HTTP 400', withStatus({ ':status': '400' }), { kind: 'failed', reason: expect.stringMatching(/^INTERNAL: /) }],
    [
      'HTTP 401',
      withStatus({ ':status': '401' }),
      { kind: 'failed', reason: expect.stringMatching(/^UNAUTHENTICATED/) },
    ],
    [
      'HTTP 403',
      withStatus({ ':status': '403' }),
      { kind: 'failed', reason: expect.stringMatching(/^PERMISSION_DEN/) },
    ],
    ['HTTP 500', withStatus({ ':status': '500' }), { kind: 'failed', reason: expect.stringMatching(/^UNKNOWN: /) }],
    ['HTTP 429', withStatus({ ':status': '429' }), { kind: 'retry' }],
    ['HTTP 502', withStatus({ ':status': '502' }), { kind: 'retry' }],
    ['HTTP 503', withStatus({ ':status': '503' }), { kind: 'retry' }],
    ['HTTP 504', withStatus({ ':status': '504' }), { kind: 'retry' }],
    [
      'a web page',
      withStatus({ ':status': '200' }, '<html>'),
      { kind: 'failed', reason: expect.stringMatching(/^UNKNOWN/) },
    ],
    ['HTTP 503 with a status', withStatus({ ':status': '503', 'grpc-status': '3' }), { kind: 'failed' }],
    ['trailers only', withStatus({ 'grpc-status': '14', 'grpc-message': 'a%20b' }), { reason: 'UNAVAILABLE: a b' }],
    ['no such status', withStatus({ 'grpc-status': '99' }), { kind: 'failed', reason: 'UNKNOWN: no message' }],
    ['a status that is no number', withStatus({ 'grpc-status': 'x' }), { kind: 'failed' }],
    [
      'broken encoding',
      withStatus({ 'grpc-status': '3', 'grpc-message': '%zz%ff' }),
      { kind: 'failed', reason: 'INVALID_ARGUMENT: %zz%ff' },
    ],
    ['broken details', withStatus({ 'grpc-status': '8', 'grpc-status-details-bin': '////' }), { kind: 'failed' }],
    [
      'no message',
      (stream) => respond(stream, { body: Buffer.alloc(0) }),
      { kind: 'delivered', warning: expect.any(String) },
    ],
    [
      'half a message',
      (stream) => respond(stream, { body: message(Buffer.alloc(9)).subarray(0, 8) }),
      { kind: 'delivered', warning: expect.any(String) },
    ],
    [
      'a compressed message',
      (stream) => respond(stream, { body: message(Buffer.alloc(9), true) }),
      { kind: 'delivered', warning: expect.any(String) },
    ],
    [
      'garbage for a message',
      (stream) => respond(stream, { body: message(Buffer.alloc(9, 0xff)) }),
      { kind: 'delivered', warning: expect.stringContaining('cannot read message') },
    ],
    ['RST_STREAM NO_ERROR', (stream) => stream.close(0), { kind: 'failed' }],
    [
      'RST_STREAM INTERNAL_ERROR',
      (stream) => stream.close(2),
      { kind: 'failed', reason: 'INTERNAL: stream closed with HTTP/2 error code 2' },
    ],
    ['RST_STREAM REFUSED_STREAM', (stream) => stream.close(7), { kind: 'retry' }],
    ['RST_STREAM CANCEL', (stream) => stream.close(8), { kind: 'retry' }],
    ['RST_STREAM ENHANCE_YOUR_CALM', (stream) => stream.close(11), { kind: 'retry' }],
    ['GOAWAY with an error', (stream) => stream.session?.goaway(11, 0), { kind: 'retry' }],
    ['a closed connection', (stream) => stream.session?.destroy(), { kind: 'retry' }],
  ];

  it.each(cases)('%s', async (_name, handle, expected) => {
    const sink = await startHttp2(handle);
    const result = await connect(sink.url, { timeoutMs: 3000 }).send(createBatch());
    expect(result).toMatchObject(expected);
    expect(result).not.toMatchObject({ reason: expect.stringContaining('no answer within') });
  });

  it('is read up to the largest answer and no further', async () => {
    const body = message(encodeExportResponse({ rejectedCount: 1, errorMessage: 'x' }));
    const sink = await startHttp2((stream) => respond(stream, { body }));
    const whole = await connect(sink.url, { maxResponseBytes: body.length }).send(createBatch());
    expect(whole).toMatchObject({ kind: 'delivered', rejectedSpans: 1 });
    expect(await connect(sink.url, { maxResponseBytes: body.length - 1 }).send(createBatch())).toEqual({
      kind: 'failed',
      reason: `answer too large: got more than ${body.length - 1} bytes`,
    });
  });

  it.each([
    [{ 'grpc-status': '3' }, 'INVALID_ARGUMENT: no message'],
    [{ ':status': 401 }, 'UNAUTHENTICATED: HTTP 401 without a gRPC status: got text/html, need application/grpc'],
  ])('%o that comes before the request is complete counts', async (headers, reason) => {
    const sink = await startHttp2((stream) => {
      stream.pause();
      stream.respond({ 'content-type': 'text/html', ...headers }, { endStream: true });
    });
    const batch = { bytes: Buffer.alloc(20_000_000), spanCount: 1 };
    expect(await connect(sink.url).send(batch)).toEqual({ kind: 'failed', reason });
  });
});

describe('a receiver', () => {
  it('that is down is worth another try, and gets the batch when it comes back', async () => {
    const first = await startGrpc();
    const transport = connect(first.url);
    const batch = createBatch('again');
    first.stop();
    const result = await transport.send(batch);
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('ECONNREFUSED') });
    const second = await startGrpc({ port: Number(new URL(first.url).port) });
    expect(await transport.send(batch)).toEqual({ kind: 'delivered' });
    expect(second.spanNames).toEqual(['again']);
  });

  it('that restarts between two calls costs no attempt', async () => {
    const first = await startGrpc();
    const transport = connect(first.url);
    expect((await transport.send(createBatch('a'))).kind).toBe('delivered');
    first.stop();
    const second = await startGrpc({ port: Number(new URL(first.url).port) });
    expect(await transport.send(createBatch('b'))).toEqual({ kind: 'delivered' });
    expect(second.spanNames).toEqual(['b']);
  });

  it('that drops the connection in the same moment costs no attempt', async () => {
    const sink = await startHttp2(respondOk);
    const transport = connect(sink.url);
    await transport.send(createBatch());
    // In the same turn: the client cannot have noticed.
    sink.sessions[0].destroy();
    expect((await transport.send(createBatch())).kind).toBe('delivered');
    expect(sink.sessions).toHaveLength(2);
  });

  it('that drops every connection during the call is worth another try', async () => {
    const sink = await startHttp2((stream) => {
      if (sink.streamCount === 1) respond(stream);
      else stream.session?.destroy();
    });
    const transport = connect(sink.url);
    await transport.send(createBatch());
    expect((await transport.send(createBatch())).kind).toBe('retry');
    expect(sink.streamCount).toBe(3);
  });

  it('that says GOAWAY finishes the call and gets the next on a new connection', async () => {
    const sink = await startHttp2((stream) => {
      stream.session?.goaway(0);
      respond(stream);
    });
    const transport = connect(sink.url);
    for (let count = 0; count < 2; count++) expect((await transport.send(createBatch())).kind).toBe('delivered');
    expect(sink.sessions).toHaveLength(2);
  });

  it('that does not answer in time is worth another try, on another connection', async () => {
    const sink = await startHttp2(() => {});
    const transport = connect(sink.url, { timeoutMs: 50 });
    expect(await transport.send(createBatch())).toEqual({ kind: 'retry', reason: 'no answer within 50 ms' });
    sink.handle = respondOk;
    expect((await transport.send(createBatch())).kind).toBe('delivered');
    expect(sink.sessions).toHaveLength(2);
  });

  it('that only accepts connections does not answer in time', async () => {
    const url = await startServer(createServer((socket) => void socket.on('error', () => {})));
    const result = await connect(url, { timeoutMs: 50 }).send(createBatch());
    expect(result).toEqual({ kind: 'retry', reason: 'no answer within 50 ms' });
  });

  const strangers: [string, () => Server][] = [
    ['closes connections', () => createServer((socket) => socket.destroy())],
    ['resets connections', () => createServer((socket) => socket.resetAndDestroy())],
    [
      'speaks another protocol',
      () => createServer((socket: Socket) => socket.on('error', () => {}).write('SSH-2.0-x\r\n')),
    ],
    ['speaks HTTP/1.1', () => createHttpServer((_request, response) => response.end())],
  ];

  it('that speaks HTTP/1.1 is told from one that speaks gRPC', async () => {
    const url = await startServer(createHttpServer((_request, response) => response.end()));
    const result = await connect(url).send(createBatch());
    expect(result).toMatchObject({ reason: expect.stringMatching(/OTLP over gRPC, as 4317 usually is\?$/) });
  });

  it.each(strangers)('that %s is worth another try', async (_name, create) => {
    const result = await connect(await startServer(create()), { timeoutMs: 3000 }).send(createBatch());
    expect(result).toMatchObject({ kind: 'retry', reason: expect.not.stringContaining('no answer within') });
  });
});

it('ends calls under way when it is closed', async () => {
  const sink = await startHttp2((stream) => {
    if (sink.streamCount === 1) respond(stream);
    else transport.close();
  });
  const transport = connect(sink.url);
  await transport.send(createBatch());
  expect((await transport.send(createBatch())).kind).toBe('retry');
  expect(sink.streamCount).toBe(2);
});
