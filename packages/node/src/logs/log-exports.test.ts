import * as grpc from '@grpc/grpc-js';
import { encodeResource } from '@throughline/wire';
import { decodeLogsRequest, encodeExportResponse } from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import { OtlpGrpcTransport } from '../export/otlp-grpc-transport.ts';
import { createOtlpConfiguration } from '../export/fixtures/otlp-configuration.ts';
import type { EncodedBatch } from '../export/encoded-batch.ts';
import { startReceiver } from '../fixtures/otlp-receiver.ts';
import { runTraced } from '../fixtures/run-traced.ts';
import { LogBatch } from './log-batch.ts';
import { readContent } from './log-content.ts';
import { LogSource } from './log-source.ts';

function encodeOne(body: string): EncodedBatch {
  const delivered: EncodedBatch[] = [];
  const batch = new LogBatch({
    maxRecords: 1,
    scheduleDelayMs: 1000,
    bounds: { countLimit: 1, lengthLimit: 1 },
    resource: () => encodeResource([]),
    deliver: (encoded) => delivered.push(encoded),
  });
  const content = { severityNumber: 9, severityText: '', body, flatAttributes: [], droppedAttributesCount: 0 };
  new LogSource({ name: 'test' }, readContent, batch).add(content, undefined);
  batch.close();
  return delivered[0];
}

test('gRPC goes to the service of logs', async () => {
  const bodies: unknown[] = [];
  const identity = { requestSerialize: (value: Buffer) => value, requestDeserialize: (value: Buffer) => value };
  const answers = { responseSerialize: (value: Buffer) => value, responseDeserialize: (value: Buffer) => value };
  const path = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
  const server = new grpc.Server();
  const exported: grpc.handleUnaryCall<Buffer, Buffer> = ({ request }, callback) => {
    bodies.push(decodeLogsRequest(request).resourceLogs[0].scopeLogs[0].logRecords[0].body);
    callback(null, Buffer.from(encodeExportResponse({ rejectedCount: 1, errorMessage: 'too old' })));
  };
  server.addService(
    { export: { path, requestStream: false, responseStream: false, ...identity, ...answers } },
    { export: exported },
  );
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const url = `http://127.0.0.1:${port}`;
  const transport = new OtlpGrpcTransport(createOtlpConfiguration({ url, protocol: 'grpc', signal: 'logs' }));
  try {
    const result = await transport.send(encodeOne('paid'));
    expect(result).toEqual({ kind: 'delivered', rejectedSpans: 1, warning: 'too old' });
    expect(bodies).toEqual(['paid']);
  } finally {
    transport.close();
    server.forceShutdown();
  }
});

test('a receiver without logs is named, and spans go on', async () => {
  const receiver = await startReceiver();
  const source = `
    import { flushTelemetry, getTelemetryStatus, withSpan } from '@throughline/node';
    withSpan('work', () => console.log('text'));
    await flushTelemetry();
    const { exporters: [spans], logs: { exporters: [records] } } = getTelemetryStatus();
    process.stdout.write(JSON.stringify([spans.exported, records.exported, records.dropped]));
  `;
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    // Nothing is served there.
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${receiver.url}/missing`,
    OTEL_LOGS_EXPORTER: 'otlp',
  };
  receiver.missingPath = '/missing';
  const { stdout, stderr } = await runTraced({ source, environment });
  await receiver.close();
  expect(stdout).toBe('text\n[1,0,1]');
  expect(stderr).toMatch(/cannot export 1 log records to \S+\/missing: HTTP 404; they are lost/);
});

test('what is logged while the process ends is delivered, also without any span', async () => {
  const receiver = await startReceiver();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_LOGS_EXPORTER: 'otlp' };
  const { code, stderr } = await runTraced({ file: new URL('fixtures/late-lines.mjs', import.meta.url), environment });
  await receiver.close();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(receiver.logs.map(({ body }) => body)).toEqual(['first', 'late']);
});
