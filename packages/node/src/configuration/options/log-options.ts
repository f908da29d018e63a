import { defineOptions } from '../option.ts';
import { endpoint } from '../values/otlp-endpoint.ts';
import { headers } from '../values/pairs.ts';
import { boolean, integer, listOf, oneOf, text, timeout } from '../values/value-types.ts';

/** The variables of one OTLP option: for logs, then for all signals. */
function otlp(suffix: string): string[] {
  return [`OTEL_EXPORTER_OTLP_LOGS_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
}

/** As the specification has it, a general limit stands in for that of log records. */
function limit(suffix: string): string[] {
  return [`OTEL_LOGRECORD_ATTRIBUTE_${suffix}`, `OTEL_ATTRIBUTE_${suffix}`];
}

export const logOptions = defineOptions([
  {
    key: 'logs.exporters',
    type: listOf(['otlp', 'console', 'otlp/stdout']),
    variables: ['OTEL_LOGS_EXPORTER'],
    default: [],
    description: 'Where log records go; the specification would send them by OTLP, Throughline only if asked to.',
  },
  {
    key: 'logs.stampConsole',
    type: boolean,
    variables: ['OTEL_NODE_LOGS_STAMP_CONSOLE'],
    default: false,
    description: 'Ends text written with `console.log` and its like with the ids of the active span.',
  },
  {
    key: 'logs.attributeValueLengthLimit',
    type: integer({ unlimited: true }),
    variables: limit('VALUE_LENGTH_LIMIT'),
    default: 4096,
    unit: 'UTF-16 units',
    description: 'Longer texts in attributes of log records are cut.',
  },
  {
    key: 'logs.attributeCountLimit',
    type: integer({ unlimited: true }),
    variables: limit('COUNT_LIMIT'),
    default: 128,
    description: 'Attributes of a log record.',
  },
  {
    key: 'logs.scheduleDelayMs',
    type: integer(),
    variables: ['OTEL_BLRP_SCHEDULE_DELAY'],
    default: 1000,
    unit: 'ms',
    description: 'The longest a log record waits for its export.',
  },
  {
    key: 'logs.exportTimeoutMs',
    type: timeout,
    variables: ['OTEL_BLRP_EXPORT_TIMEOUT'],
    default: 30_000,
    unit: 'ms, 0 for no limit',
    description: 'Time for one attempt to send log records, if shorter than that of OTLP.',
  },
  {
    key: 'logs.maxExportBatchSize',
    type: integer({ minimum: 1 }),
    variables: ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'],
    default: 512,
    unit: 'log records',
    description: 'Log records in one request; no more than fit into the queue.',
  },
  {
    key: 'logs.maxQueueSize',
    type: integer({ minimum: 1 }),
    variables: ['OTEL_BLRP_MAX_QUEUE_SIZE'],
    defaultText: 'none: bytes are bounded instead',
    unit: 'log records',
    description: 'Log records that may wait for export, if also their number is to be bounded.',
  },
  {
    key: 'logs.endpoint',
    type: endpoint,
    variables: ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'],
    defaultText: 'that of `otlp.endpoint`, with `/v1/logs`',
    description: 'URL for logs, used as it is; wins over the base URL of the same source.',
  },
  {
    key: 'logs.protocol',
    type: oneOf(['http/protobuf', 'http/json', 'grpc']),
    variables: otlp('PROTOCOL'),
    defaultText: 'as for traces',
    description: 'How requests with logs are sent.',
  },
  {
    key: 'logs.headers',
    type: headers,
    variables: otlp('HEADERS'),
    default: {},
    defaultText: 'none',
    description: 'Headers, or gRPC metadata, of requests with logs; those for logs are added to those for all signals.',
  },
  {
    key: 'logs.timeoutMs',
    type: timeout,
    variables: otlp('TIMEOUT'),
    defaultText: '`10000`',
    unit: 'ms, 0 for no limit',
    description: 'Time for one attempt to send logs.',
  },
  {
    key: 'logs.compression',
    type: oneOf(['none', 'gzip']),
    variables: otlp('COMPRESSION'),
    defaultText: '`none`',
    description: 'Compression of requests with logs.',
  },
  {
    key: 'logs.insecure',
    type: boolean,
    variables: otlp('INSECURE'),
    defaultText: '`false`',
    description: 'Plain text instead of TLS, for gRPC and an endpoint without scheme; elsewhere the scheme says it.',
  },
  {
    key: 'logs.certificateFile',
    type: text,
    variables: otlp('CERTIFICATE'),
    defaultText: 'those of Node.js',
    description: 'PEM file with the certificates to trust.',
  },
  {
    key: 'logs.clientKeyFile',
    type: text,
    variables: otlp('CLIENT_KEY'),
    description: 'PEM file with the private key for mutual TLS; needs the certificate too.',
  },
  {
    key: 'logs.clientCertificateFile',
    type: text,
    variables: otlp('CLIENT_CERTIFICATE'),
    description: 'PEM file with the certificate for mutual TLS; needs the key too.',
  },
]);
