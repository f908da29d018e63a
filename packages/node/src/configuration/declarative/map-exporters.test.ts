import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ExporterConfiguration } from '../configuration.ts';
import { Settings } from '../settings.ts';
import { mapExporters } from './map-exporters.ts';
import { Section } from './section.ts';

function map(yaml: string): { exporters: readonly ExporterConfiguration[]; warnings: string[] } {
  const warnings: string[] = [];
  const section = new Section(parse(yaml), { path: 'tracer_provider', warnings });
  return { exporters: mapExporters(section, new Settings([])), warnings };
}

function batchOf(exporter: string): string {
  return `processors: [{ batch: { exporter: { ${exporter} } } }]`;
}

test('several processors, each with its own batch', () => {
  const { exporters, warnings } = map(`
processors:
  - batch:
      schedule_delay: 0
      export_timeout: 0
      max_queue_size: 1
      max_export_batch_size: 1
      exporter: { otlp_http: }
  - simple: { exporter: { console: {} } }
  - batch: { exporter: { otlp_grpc: } }
`);
  expect(warnings).toEqual([]);
  expect(exporters).toMatchObject([
    {
      kind: 'otlp',
      simple: false,
      protocol: 'http/protobuf',
      batch: { scheduleDelayMs: 0, exportTimeoutMs: 2_147_483_647, maxQueueSize: 1, maxExportBatchSize: 1 },
    },
    { kind: 'console', simple: true, batch: { scheduleDelayMs: 5000 } },
    {
      kind: 'otlp',
      protocol: 'grpc',
      url: 'http://localhost:4317',
      batch: { maxQueueSize: undefined, maxExportBatchSize: 512 },
    },
  ]);
});

test('everything that an OTLP exporter has', () => {
  const { exporters, warnings } = map(`
processors:
  - batch:
      exporter:
        otlp_http:
          endpoint: https://collector:4318/custom
          tls: { ca_file: /ca, key_file: /key, cert_file: /cert }
          headers: [{ name: Api-Key, value: 1234 }, { name: gone, value: }]
          headers_list: "api-key=listed,x=a%2Cb"
          compression: gzip
          timeout: 1
          encoding: json
`);
  expect(warnings).toEqual([]);
  expect(exporters).toMatchObject([
    {
      protocol: 'http/json',
      url: 'https://collector:4318/custom',
      tls: { certificateFile: '/ca', clientKeyFile: '/key', clientCertificateFile: '/cert' },
      headers: { 'api-key': '1234', x: 'a,b' },
      compression: 'gzip',
      timeoutMs: 1,
      maxRequestBytes: 67_108_864,
      maxResponseBytes: 4_194_304,
    },
  ]);
});

test.each([
  ['otlp_grpc: { endpoint: "http://c:4317" }', { protocol: 'grpc', url: 'http://c:4317' }],
  ['otlp_grpc: { endpoint: "c:4317" }', { protocol: 'grpc', url: 'https://c:4317' }],
  ['otlp_grpc: { endpoint: "c:4317", tls: { insecure: true } }', { protocol: 'grpc', url: 'http://c:4317' }],
  ['otlp_http: { endpoint: "http://c:4317/v1/traces" }', { protocol: 'http/protobuf', url: 'http://c:4317/v1/traces' }],
  ['otlp_http: { timeout: 0 }', { timeoutMs: 2_147_483_647 }],
  ['otlp_file/development:', { kind: 'otlp/stdout' }],
  ['otlp_file/development: { output_stream: stdout }', { kind: 'otlp/stdout' }],
  ['otlp_file/development: { output_stream: "file:///var/t.jsonl" }', { kind: 'file', path: '/var/t.jsonl' }],
])('%s', (exporter, expected) => {
  expect(map(batchOf(exporter))).toMatchObject({ exporters: [expected], warnings: [] });
});

const PATH = 'tracer_provider.processors[0].batch';
const NOWHERE = 'cannot export: got no usable exporter in tracer_provider.processors, need one; spans go nowhere';

test.each([
  [
    'processors: [{ fancy: {} }]',
    ['tracer_provider.processors[0].fancy: got a processor that is not supported, need batch or simple; it is ignored'],
  ],
  [
    'processors: [{ batch: {}, simple: {} }]',
    ['tracer_provider.processors[0]: got 2 keys, need exactly one; it is ignored'],
  ],
  ['processors: [{ batch: }]', [`${PATH}: got no exporter, need one; it is ignored`]],
  ['processors: [5]', ['tracer_provider.processors[0]: got 5, need a mapping; it is ignored']],
  ['processors: {}', ['tracer_provider.processors: got an object, need a list; it is ignored']],
  ['{}', []],
  [
    batchOf('zipkin: {}'),
    [
      `${PATH}.exporter.zipkin: got an exporter that is not supported, need one of otlp_http, otlp_grpc, otlp_file/development, console; it is ignored`,
    ],
  ],
  [
    batchOf('otlp_file/development: { output_stream: stderr }'),
    [`${PATH}.exporter.otlp_file/development.output_stream: got "stderr", need stdout or file:///path; it is ignored`],
  ],
])('%s exports nowhere', (yaml, problems) => {
  expect(map(yaml)).toEqual({
    exporters: [],
    warnings: [...problems.map((problem) => `cannot use ${problem}`), NOWHERE],
  });
});

test.each([
  ['otlp_http: { compression: zstd }', 'otlp_http.compression: got "zstd", need one of none, gzip; it is ignored'],
  ['otlp_http: { encoding: xml }', 'otlp_http.encoding: got "xml", need one of protobuf, json; it is ignored'],
  [
    'otlp_http: { timeout: "10s" }',
    'otlp_http.timeout: got "10s", need an integer from 0 to 2147483647; it is ignored',
  ],
  [
    'otlp_http: { endpoint: "ftp://x" }',
    'otlp_http.endpoint: got "ftp://x", need an http:// or https:// URL, or host:port for gRPC; it is ignored',
  ],
  [
    'otlp_http: { headers_list: "secret" }',
    'otlp_http.headers_list: got an entry with no key, or no "=" (entry 1), need key=value,key=value with "," percent-encoded; it is ignored',
  ],
  [
    'otlp_http: { headers: [{ name: a b, value: secret }] }',
    'otlp_http.headers: got "a b", need a header name; it is ignored',
  ],
  ['otlp_http: { retries: 5 }', 'otlp_http.retries: got a node that is not supported, need none; it is ignored'],
  [
    'otlp_http: { tls: { insecure: true } }',
    'otlp_http.tls.insecure: got a node that is not supported, need none; it is ignored',
  ],
])('%s is exported without it', (exporter, problem) => {
  const { exporters, warnings } = map(batchOf(exporter));
  expect(exporters).toMatchObject([
    { kind: 'otlp', url: 'http://localhost:4318/v1/traces', headers: {}, timeoutMs: 10_000 },
  ]);
  expect(warnings).toEqual([`cannot use ${PATH}.exporter.${problem}`]);
  expect(warnings.join('')).not.toContain('secret');
});

test('a batch larger than its queue', () => {
  const { exporters, warnings } = map(
    'processors: [{ batch: { max_queue_size: 10, max_export_batch_size: 11, exporter: { console: } } }]',
  );
  expect(exporters[0].batch.maxExportBatchSize).toBe(10);
  expect(warnings).toEqual([
    `cannot use ${PATH}.max_export_batch_size: got 11, need at most 10, the size of the queue; using 10`,
  ]);
});
