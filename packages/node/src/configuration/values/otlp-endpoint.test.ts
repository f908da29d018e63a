import { describe, expect, test } from 'vitest';
import type { OtlpProtocol } from '../configuration.ts';
import { endpoint, resolveEndpoint } from './otlp-endpoint.ts';

interface Input {
  text: string;
  protocol?: OtlpProtocol;
  asIs?: boolean;
  insecure?: boolean;
}

function resolve({ text, protocol, asIs = false, insecure = false }: Input) {
  const warnings: string[] = [];
  const { protocol: chosen, url } = resolveEndpoint(
    { subject: 'ENDPOINT', text, asIs, insecure },
    { protocol, signal: 'traces' },
    warnings,
  );
  return [chosen, url, warnings];
}

const http = (url: string) => ['http/protobuf', url, []];
const grpc = (url: string) => ['grpc', url, []];

test.each<[Input, unknown]>([
  // Base URLs, as in the examples of the specification.
  [{ text: 'http://collector:4318' }, http('http://collector:4318/v1/traces')],
  [{ text: 'http://collector:4318/' }, http('http://collector:4318/v1/traces')],
  [{ text: 'http://collector:4318/mycollector/' }, http('http://collector:4318/mycollector/v1/traces')],
  [{ text: 'http://collector:4318/mycollector' }, http('http://collector:4318/mycollector/v1/traces')],
  [{ text: 'https://collector' }, http('https://collector/v1/traces')],
  [{ text: 'http://[::1]:4318' }, http('http://[::1]:4318/v1/traces')],
  [{ text: 'https://c/x?key=1' }, http('https://c/x/v1/traces?key=1')],
  // URLs for traces.
  [{ text: 'http://collector:4318', asIs: true }, http('http://collector:4318/')],
  [{ text: 'https://c/v1/traces/', asIs: true }, http('https://c/v1/traces/')],
  [{ text: 'https://c/any?api=1', asIs: true }, http('https://c/any?api=1')],
  // gRPC, chosen or guessed.
  [{ text: 'http://collector:4317', protocol: 'grpc' }, grpc('http://collector:4317')],
  [{ text: 'https://collector', protocol: 'grpc' }, grpc('https://collector')],
  [{ text: 'http://signoz-otel-collector:4317' }, grpc('http://signoz-otel-collector:4317')],
  [{ text: 'http://collector:4317', protocol: 'http/protobuf' }, http('http://collector:4317/v1/traces')],
  [{ text: 'localhost:4317', insecure: true }, grpc('http://localhost:4317')],
  [{ text: 'localhost:4317' }, grpc('https://localhost:4317')],
  [{ text: 'collector:9000', insecure: true }, grpc('http://collector:9000')],
  [{ text: 'collector:80', insecure: true }, grpc('http://collector')],
  [{ text: 'collector:443' }, grpc('https://collector')],
  [{ text: 'collector', insecure: true }, grpc('http://collector:4317')],
  [{ text: '[::1]:4317', insecure: true }, grpc('http://[::1]:4317')],
  [{ text: 'http://collector:4317', insecure: false }, grpc('http://collector:4317')],
  [{ text: 'https://collector:4317', insecure: true }, grpc('https://collector:4317')],
])('%j', (input, expected) => {
  expect(resolve(input)).toEqual(expected);
});

test.each<[OtlpProtocol | undefined, unknown]>([
  [undefined, { protocol: 'http/protobuf', url: 'http://localhost:4318/v1/traces' }],
  ['http/json', { protocol: 'http/json', url: 'http://localhost:4318/v1/traces' }],
  ['grpc', { protocol: 'grpc', url: 'http://localhost:4317' }],
])('without endpoint and with protocol %s', (protocol, expected) => {
  expect(resolveEndpoint(undefined, { protocol, signal: 'traces' }, [])).toEqual(expected);
});

describe('what is odd is said', () => {
  test.each<[Input, string, string]>([
    [
      { text: 'http://c:4317/v1/traces', protocol: 'grpc' },
      'http://c:4317',
      'cannot use the path of ENDPOINT: got "/v1/traces", need none for gRPC; it is ignored',
    ],
    [
      { text: 'collector:4318' },
      'http://collector:4318/v1/traces',
      'cannot use ENDPOINT as it is: got "collector:4318", need http:// or https:// in front; using http://',
    ],
    [
      { text: 'collector:9000', protocol: 'http/json' },
      'http://collector:9000/v1/traces',
      'cannot use ENDPOINT as it is: got "collector:9000", need http:// or https:// in front; using http://',
    ],
    [
      { text: 'http://c:4318/v1/traces/' },
      'http://c:4318/v1/traces/v1/traces',
      'cannot expect traces at ENDPOINT: got a URL that ends in /v1/traces, need the part before it, ' +
        'or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT; the path is added once more',
    ],
  ])('%j', (input, url, warning) => {
    expect(resolve(input).slice(1)).toEqual([url, [warning]]);
  });

  test('without user, password and query', () => {
    const [, , warnings] = resolve({ text: 'user:secret@collector:4318?key=secret' });
    expect(warnings).toEqual([expect.stringContaining('got "collector:4318"')]);
    expect(endpoint.parse!('ftp://user:secret@collector/?key=secret').problem).toContain('got "ftp://collector/"');
  });
});
