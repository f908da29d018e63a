import { describe, expect, test } from 'vitest';
import { checkOtlpVariables, checkVariable, otlpOf, timeoutCases } from './fixtures/check-variable.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

function resolve(environment: Record<string, string>) {
  const { configuration, warnings } = resolveConfiguration(undefined, environment);
  return { exporter: otlpOf(configuration), warnings };
}

describe('each OTLP variable, for all signals and for traces', () => {
  test('protocol, timeout, compression', () => {
    checkOtlpVariables('PROTOCOL', {
      read: (c) => otlpOf(c).protocol,
      otherwise: 'http/protobuf',
      other: ['http/json', 'http/json'],
      good: [
        ['grpc', 'grpc'],
        ['HTTP/JSON', 'http/json'],
        ['http/protobuf', 'http/protobuf'],
      ],
      bad: ['http', 'grpc/json'],
      need: 'one of http/protobuf, http/json, grpc',
    });
    checkOtlpVariables('TIMEOUT', {
      ...timeoutCases,
      read: (c) => otlpOf(c).timeoutMs,
      otherwise: 10_000,
      other: ['11', 11],
    });
    checkOtlpVariables('COMPRESSION', {
      read: (c) => otlpOf(c).compression,
      otherwise: 'none',
      other: ['gzip', 'gzip'],
      good: [
        ['gzip', 'gzip'],
        ['NONE', 'none'],
      ],
      bad: ['zstd'],
      need: 'one of none, gzip',
    });
  });

  test('insecure counts for gRPC without scheme', () => {
    checkVariable('OTEL_EXPORTER_OTLP_INSECURE', {
      read: (c) => otlpOf(c).url,
      otherwise: 'https://collector:4317',
      good: [
        ['true', 'http://collector:4317'],
        ['False', 'https://collector:4317'],
      ],
      bad: ['1'],
      need: 'true or false',
      using: 'using false',
      beside: { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' },
    });
    checkVariable('OTEL_EXPORTER_OTLP_TRACES_INSECURE', {
      read: (c) => otlpOf(c).url,
      otherwise: 'http://collector:4317',
      good: [['false', 'https://collector:4317']],
      beside: { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_INSECURE: 'true' },
    });
  });

  test('endpoints', () => {
    const need = 'an http:// or https:// URL, or host:port for gRPC';
    checkVariable('OTEL_EXPORTER_OTLP_ENDPOINT', {
      read: (c) => otlpOf(c).url,
      otherwise: 'http://localhost:4318/v1/traces',
      good: [['https://collector/base', 'https://collector/base/v1/traces']],
      bad: ['http://', 'ftp://collector', 'unix:///run/otel.sock', 'http://host:99999'],
      need,
    });
    checkVariable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', {
      read: (c) => otlpOf(c).url,
      otherwise: 'http://general:4318/v1/traces',
      good: [['http://traces:4318/x', 'http://traces:4318/x']],
      bad: ['not a url'],
      need,
      beside: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://general:4318' },
    });
  });

  test('certificates', () => {
    checkOtlpVariables('CERTIFICATE', {
      read: (c) => otlpOf(c).tls.certificateFile,
      otherwise: undefined,
      other: ['/all.pem', '/all.pem'],
      good: [['/ca.pem', '/ca.pem']],
    });
    const all = { OTEL_EXPORTER_OTLP_CLIENT_KEY: '/key', OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/cert' };
    expect(resolve(all)).toMatchObject({
      exporter: { tls: { clientKeyFile: '/key', clientCertificateFile: '/cert' } },
      warnings: [],
    });
    const forTraces = {
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: '/k2',
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: '/c2',
    };
    expect(resolve({ ...all, ...forTraces }).exporter.tls).toMatchObject({
      clientKeyFile: '/k2',
      clientCertificateFile: '/c2',
    });
  });

  test.each([
    ['OTEL_EXPORTER_OTLP_CLIENT_KEY', 'key', 'certificate'],
    ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', 'certificate', 'key'],
  ])('%s alone is no mutual TLS', (variable, got, need) => {
    const { exporter, warnings } = resolve({ [variable]: '/file.pem' });
    expect(exporter.tls).toMatchObject({ clientKeyFile: undefined, clientCertificateFile: undefined });
    expect(warnings).toEqual([
      `cannot use the OTLP client ${got}: got no client ${need}, need both for mutual TLS; it is ignored`,
    ]);
  });

  test('headers are decoded, those for traces are added', () => {
    const { exporter, warnings } = resolve({
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20dXNlcjpwdw==,x-team=a',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: ' X-Team = b%2Cc ',
    });
    expect(exporter.headers).toEqual({ authorization: 'Basic dXNlcjpwdw==', 'x-team': 'b,c' });
    expect(warnings).toEqual([]);
  });

  test.each([
    [
      'secret-without-equals',
      'got an entry with no key, or no "=" (entry 1), need key=value,key=value with "," percent-encoded',
    ],
    [
      'a=b,c=secret%zz',
      'got an entry with a broken percent-encoding (entry 2), need key=value,key=value with "," percent-encoded',
    ],
    ['=secret', 'got an entry with no key, or no "=" (entry 1), need key=value,key=value with "," percent-encoded'],
    ['bad name=secret', 'got "bad name", need a header name'],
    ['a=secret%0Ainjected', 'got a value with a character for "a", need one that a header may hold'],
  ])('the header list %j is not used, and not shown', (text, problem) => {
    const { exporter, warnings } = resolve({ OTEL_EXPORTER_OTLP_HEADERS: text });
    expect(exporter.headers).toEqual({});
    expect(warnings).toEqual([`cannot use OTEL_EXPORTER_OTLP_HEADERS: ${problem}; it is ignored`]);
    expect(warnings.join('')).not.toContain('secret');
  });

  test('sizes', () => {
    const bytes = { bad: ['1023', '2147483648'], need: 'an integer from 1024 to 2147483647' };
    const good = [
      ['1024', 1024],
      ['2147483647', 2_147_483_647],
    ] as const;
    checkVariable('OTEL_NODE_OTLP_MAX_REQUEST_BYTES', {
      ...bytes,
      good,
      read: (c) => otlpOf(c).maxRequestBytes,
      otherwise: 67_108_864,
    });
    checkVariable('OTEL_NODE_OTLP_MAX_RESPONSE_BYTES', {
      ...bytes,
      good,
      read: (c) => otlpOf(c).maxResponseBytes,
      otherwise: 4_194_304,
    });
  });
});
