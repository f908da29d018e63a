import { connect } from 'node:http2';
import { Client, compressionAlgorithms, credentials, Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { decodeExportResponse, decodeRpcStatus } from '@throughline/wire/decode';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { TestHub } from '../fixtures/test-hub.ts';

const MIB = 2 ** 20;
const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const span = createSpan({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
const BODY = encodeSpans([span]);

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start({ ingestToken: 'secret', maxInflatedBytes: MIB });
});

afterAll(() => hub.close());

interface CallOptions {
  readonly url?: string;
  readonly path?: string;
  readonly token?: string;
  readonly gzip?: boolean;
}

function call(
  body: Uint8Array,
  { url, path = TRACES, token = 'secret', gzip = false }: CallOptions = {},
): Promise<Buffer> {
  const client = new Client(new URL(url ?? hub.hub.addresses.otlpGrpc).host, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': gzip ? compressionAlgorithms.gzip : compressionAlgorithms.identity,
  });
  onTestFinished(() => client.close());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const identity = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, identity, identity, Buffer.from(body), metadata, (error, answer) =>
      error === null ? resolve(answer!) : reject(error),
    );
  });
}

async function errorOf(answer: Promise<Buffer>): Promise<ServiceError> {
  return answer.then(
    () => expect.fail('it was answered'),
    (error: ServiceError) => error,
  );
}

test('spans are kept, and what is cut out is reported', async () => {
  expect(decodeExportResponse(await call(BODY))).toBeUndefined();
  expect(decodeExportResponse(await call(BODY, { gzip: true }))).toBeUndefined();
  expect(decodeExportResponse(await call(encodeSpans([span, { ...span, traceId: '' }])))).toEqual({
    rejectedCount: 1,
    errorMessage: 'not kept: trace-id',
  });
});

test('what goes wrong is told by status, message and details', async () => {
  const check = async (answer: Promise<Buffer>, code: status, message: RegExp): Promise<void> => {
    const error = await errorOf(answer);
    expect([error.code, error.details]).toEqual([code, expect.stringMatching(message)]);
  };
  await check(call(Buffer.from('hello world')), status.INVALID_ARGUMENT, /cannot read message/);
  await check(
    call(BODY, { token: 'wrong' }),
    status.UNAUTHENTICATED,
    /need the metadata authorization: Bearer <ingest token>/,
  );
  await check(call(BODY, { path: '/x.Y/Export' }), status.UNIMPLEMENTED, /^cannot find \/x\.Y\/Export: need /);
  await check(call(BODY, { path: '/100%/\u00fc' }), status.UNIMPLEMENTED, /^cannot find \/100%/);
  const { metadata } = await errorOf(call(Buffer.from('hello world')));
  const [details] = metadata.get('grpc-status-details-bin');
  expect(decodeRpcStatus(details as Buffer)).toMatchObject({
    code: 3,
    message: expect.stringContaining('cannot read'),
  });
});

test('a message that is too long, and one that inflates to a thousand times its size', async () => {
  const error = await errorOf(call(Buffer.alloc(MIB + 1)));
  expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
  const bomb = await errorOf(call(Buffer.alloc(64 * MIB), { gzip: true }));
  expect(bomb.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(decodeExportResponse(await call(BODY))).toBeUndefined();
});

test('gRPC on the HTTP port is told where to go', async () => {
  const { otlpHttp, otlpGrpc } = hub.hub.addresses;
  const error = await errorOf(call(BODY, { url: otlpHttp }));
  expect([error.code, decodeURIComponent(error.details)]).toEqual([
    status.UNIMPLEMENTED,
    `cannot read gRPC here: this port is for OTLP/HTTP, gRPC is at ${otlpGrpc}`,
  ]);
});

test('HTTP on the gRPC port is told where to go', async () => {
  const { otlpHttp, otlpGrpc } = hub.hub.addresses;
  const answer = await fetch(`${otlpGrpc}/v1/traces`, { method: 'POST', body: BODY as Uint8Array<ArrayBuffer> });
  expect([answer.status, await answer.text()]).toEqual([
    400,
    `cannot read this here: this port is for OTLP/gRPC, OTLP/HTTP is at ${otlpHttp}`,
  ]);
});

/** A call as its bytes are on the wire. @returns the status that it ends with. */
function callWith(data: Uint8Array, headers: Record<string, string> = {}): Promise<string> {
  const session = connect(hub.hub.addresses.otlpGrpc);
  onTestFinished(() => session.destroy());
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACES,
      'content-type': 'application/grpc',
      authorization: 'Bearer secret',
      ...headers,
    });
    const settle = (answered: Record<string, unknown>): void => {
      if (answered['grpc-status'] !== undefined) resolve(String(answered['grpc-status']));
    };
    stream.on('response', settle).on('trailers', settle).on('error', reject).resume();
    stream.end(data);
  });
}

function messageOf(body: Uint8Array, flag = 0): Buffer {
  const prefix = Buffer.alloc(5, flag);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

test.each<[string, Uint8Array, Record<string, string>, status]>([
  ['a whole message', messageOf(BODY), {}, status.OK],
  ['an empty message', messageOf(Buffer.alloc(0)), {}, status.OK],
  ['no message', Buffer.alloc(0), {}, status.INVALID_ARGUMENT],
  ['four bytes', Buffer.alloc(4), {}, status.INVALID_ARGUMENT],
  ['half a message', messageOf(BODY).subarray(0, -1), {}, status.INVALID_ARGUMENT],
  ['two messages', Buffer.concat([messageOf(BODY), messageOf(BODY)]), {}, status.INVALID_ARGUMENT],
  ['a flag that there is not', messageOf(BODY, 2), {}, status.INVALID_ARGUMENT],
  ['what is no gzip', messageOf(BODY, 1), { 'grpc-encoding': 'gzip' }, status.INVALID_ARGUMENT],
  ['an unknown encoding', messageOf(BODY, 1), { 'grpc-encoding': 'snappy' }, status.INVALID_ARGUMENT],
  ['an encoding that is not used', messageOf(BODY), { 'grpc-encoding': 'gzip' }, status.OK],
])('a call with %s', async (_, data, headers, expected) => {
  expect(await callWith(data, headers)).toBe(String(expected));
});

// The last one: there is no hub afterwards.
test('a hub that closes answers the calls that have begun, and ends its connections', async () => {
  const { otlpGrpc } = hub.hub.addresses;
  const answers = Array.from({ length: 20 }, () => call(BODY, { url: otlpGrpc }).then(decodeExportResponse));
  // One of them is answered, so that all have begun, or are refused as a whole.
  expect(await answers[0]).toBeUndefined();
  await hub.close();
  const settled = await Promise.allSettled(answers);
  for (const one of settled)
    if (one.status === 'rejected') expect((one.reason as ServiceError).code).toBe(status.UNAVAILABLE);
  await expect(call(BODY, { url: otlpGrpc })).rejects.toMatchObject({ code: status.UNAVAILABLE });
});
