import { defineOptions } from '../option.ts';
import { endpoint } from '../values/otlp-endpoint.ts';
import { headers } from '../values/pairs.ts';
import { boolean, integer, listOf, oneOf, text, timeout } from '../values/value-types.ts';

export const exporterOptions = defineOptions([
  {
    key: 'exporters',
    type: listOf(['otlp', 'console', 'file', 'otlp/stdout']),
    variables: ['OTEL_TRACES_EXPORTER'],
    default: ['otlp'],
    description: 'Where spans go, each with its own queue.',
  },
  {
    key: 'consoleExporter',
    type: boolean,
    variables: ['OTEL_CONSOLE_EXPORTER'],
    default: false,
    description: 'Adds the console to the exporters.',
  },
  {
    key: 'fileExporter.path',
    type: text,
    variables: ['OTEL_NODE_EXPORTER_FILE_PATH'],
    default: 'traces.jsonl',
    description: 'The file that the `file` exporter appends to, one OTLP/JSON request in each line.',
  },
]);

/** The variables of one OTLP option: for traces, then for all signals. */
function otlp(suffix: string): string[] {
  return [`OTEL_EXPORTER_OTLP_TRACES_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
}

export const otlpOptions = defineOptions([
  {
    key: 'otlp.endpoint',
    type: endpoint,
    variables: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    defaultText: '`http://localhost:4318`, for gRPC `http://localhost:4317`',
    description:
      'Base URL, to which `/v1/traces` is added, or for gRPC `http://host:port`, `https://host:port` or `host:port`.',
  },
  {
    key: 'otlp.tracesEndpoint',
    type: endpoint,
    variables: ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
    description: 'URL for traces, used as it is; wins over the base URL of the same source.',
  },
  {
    key: 'otlp.protocol',
    type: oneOf(['http/protobuf', 'http/json', 'grpc']),
    variables: otlp('PROTOCOL'),
    defaultText:
      '`grpc` if the endpoint has port 4317 or, with another port than 4318, no scheme; else `http/protobuf`',
    description: 'How requests are sent.',
  },
  {
    key: 'otlp.headers',
    type: headers,
    variables: otlp('HEADERS'),
    default: {},
    defaultText: 'none',
    description: 'Headers, or gRPC metadata, of each request; those for traces are added to those for all signals.',
  },
  {
    key: 'otlp.timeoutMs',
    type: timeout,
    variables: otlp('TIMEOUT'),
    default: 10_000,
    unit: 'ms, 0 for no limit',
    description: 'Time for one attempt to send.',
  },
  {
    key: 'otlp.compression',
    type: oneOf(['none', 'gzip']),
    variables: otlp('COMPRESSION'),
    default: 'none',
    description: 'Compression of requests.',
  },
  {
    key: 'otlp.insecure',
    type: boolean,
    variables: otlp('INSECURE'),
    default: false,
    description: 'Plain text instead of TLS, for gRPC and an endpoint without scheme; elsewhere the scheme says it.',
  },
  {
    key: 'otlp.certificateFile',
    type: text,
    variables: otlp('CERTIFICATE'),
    defaultText: 'those of Node.js',
    description: 'PEM file with the certificates to trust.',
  },
  {
    key: 'otlp.clientKeyFile',
    type: text,
    variables: otlp('CLIENT_KEY'),
    description: 'PEM file with the private key for mutual TLS; needs the certificate too.',
  },
  {
    key: 'otlp.clientCertificateFile',
    type: text,
    variables: otlp('CLIENT_CERTIFICATE'),
    description: 'PEM file with the certificate for mutual TLS; needs the key too.',
  },
  {
    key: 'otlp.maxRequestBytes',
    type: integer({ minimum: 1024 }),
    variables: ['OTEL_NODE_OTLP_MAX_REQUEST_BYTES'],
    default: 64 * 1024 * 1024,
    unit: 'bytes',
    description: 'A larger request is not sent.',
  },
  {
    key: 'otlp.maxResponseBytes',
    type: integer({ minimum: 1024 }),
    variables: ['OTEL_NODE_OTLP_MAX_RESPONSE_BYTES'],
    default: 4 * 1024 * 1024,
    unit: 'bytes',
    description: 'Of a larger answer the rest is not read.',
  },
]);
