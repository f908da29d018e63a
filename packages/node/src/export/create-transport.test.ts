import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ExporterConfiguration } from '../configuration/configuration.ts';
import { createTransport } from './create-transport.ts';
import { createBatch } from './fixtures/create-batch.ts';
import { listen } from './fixtures/http-sink.ts';
import { BATCH, createOtlpConfiguration } from './fixtures/otlp-configuration.ts';
import { runChild } from './fixtures/run-child.ts';

const base = { batch: BATCH, simple: false };
const url = 'http://user:secret@collector:4318/v1/traces?key=secret';

describe('a transport', () => {
  const cases: [ExporterConfiguration, string, string, number | undefined][] = [
    [createOtlpConfiguration({ url }), 'otlp http/protobuf', 'http://collector:4318/v1/traces', undefined],
    [
      createOtlpConfiguration({ url, protocol: 'http/json' }),
      'otlp http/json',
      'http://collector:4318/v1/traces',
      undefined,
    ],
    [
      createOtlpConfiguration({ url: 'https://collector:4317', protocol: 'grpc' }),
      'otlp grpc',
      'https://collector:4317/',
      undefined,
    ],
    [{ kind: 'console', ...base }, 'console', 'stdout', 1],
    [{ kind: 'file', path: '/tmp/traces.jsonl', ...base }, 'file', '/tmp/traces.jsonl', 1],
    [{ kind: 'otlp/stdout', ...base }, 'otlp/stdout', 'stdout', 1],
  ];

  it.each(cases)('of %o has name and endpoint', (exporter, name, endpoint, maxConcurrency) => {
    expect(createTransport(exporter)).toMatchObject({ name, endpoint, maxConcurrency });
  });
});

it.each(['http/protobuf', 'grpc'] as const)('the export timeout bounds an attempt over %s', async (protocol) => {
  const server = createServer((socket) => void socket.on('error', () => {}));
  await listen(server);
  const hanging = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const batch = { ...BATCH, exportTimeoutMs: 40 };
  const transport = createTransport(createOtlpConfiguration({ url: hanging, protocol, batch }));
  expect(await transport.send(createBatch())).toEqual({ kind: 'retry', reason: 'no answer within 40 ms' });
  transport.close();
  server.close();
});

describe('what is loaded', () => {
  const transports = /(transport|console\/)/;
  const cases: [string, object, string[], string[]][] = [
    ['http/protobuf', { kind: 'otlp', protocol: 'http/protobuf' }, ['export/otlp-http-transport'], []],
    ['grpc', { kind: 'otlp', protocol: 'grpc' }, ['export/otlp-grpc-transport'], ['http', 'http2', 'tls']],
    ['file', { kind: 'file', path: '/nowhere/x' }, ['export/file-transport'], []],
  ];

  it.each(cases)('is what the first batch over %s needs, and not before', async (_name, fields, files, builtIn) => {
    const exporter = createOtlpConfiguration({ url: 'http://localhost:1', timeoutMs: 500 });
    const { stderr } = await runChild('list-loaded', { args: [JSON.stringify({ ...exporter, ...fields })] });
    const [before, after] = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const lazy = (names: string[]): string[] =>
      names.filter((name) => transports.test(name) && !/(create|lazy)-transport$/.test(name));
    expect(lazy(before.files)).toEqual([]);
    expect(before.builtIn).toEqual([]);
    expect(lazy(after.files)).toEqual(files);
    expect(after.builtIn).toEqual(builtIn);
  });
});
