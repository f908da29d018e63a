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
  await check(call(BODY, { path: '/x.Y/Export' }), status.UNIMPLEMENTED, /./);
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
