import type { Contender, Destination } from './contender.ts';

// Traces only, and no look-ups of cloud metadata: what remains is what every contender here does.
const TRACES_ONLY = {
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
};

/** The standard variables, understood by Throughline and by the stock SDK alike. */
export function standardEnvironment({ url, ratio }: Destination): Record<string, string> {
  const sampling =
    ratio === undefined
      ? undefined
      : { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(ratio) };
  return {
    OTEL_SERVICE_NAME: 'benchmark',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    ...sampling,
  };
}

export const stock: Contender = {
  name: 'stock',
  label: 'OpenTelemetry auto-instrumentations',
  packages: ['@opentelemetry/auto-instrumentations-node', '@opentelemetry/api'],
  nodeArguments: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
  environment: (destination) => ({ ...standardEnvironment(destination), ...TRACES_ONLY }),
};

export const stockHttp: Contender = {
  name: 'stock-http',
  label: 'OpenTelemetry SDK, HTTP only',
  packages: ['@opentelemetry/sdk-node', '@opentelemetry/instrumentation-http', '@opentelemetry/api'],
  nodeArguments: ['--require', './contenders/stock-http.cjs'],
  environment: (destination) => ({ ...standardEnvironment(destination), ...TRACES_ONLY }),
};

/** Ids in the lines of pino, and nothing else. */
export const stockPino: Contender = {
  name: 'stock-pino',
  label: 'OpenTelemetry SDK, pino only',
  packages: ['@opentelemetry/sdk-node', '@opentelemetry/instrumentation-pino', '@opentelemetry/api'],
  nodeArguments: ['--require', './contenders/stock-pino.cjs'],
  environment: (destination) => ({ ...standardEnvironment(destination), ...TRACES_ONLY }),
};

export const stockPinoLogs: Contender = {
  ...stockPino,
  name: 'stock-pino-logs',
  label: 'OpenTelemetry SDK, pino only, OTEL_LOGS_EXPORTER=otlp',
  environment: (destination) => ({ ...stockPino.environment(destination), OTEL_LOGS_EXPORTER: 'otlp' }),
};

export const stockOff: Contender = {
  ...stock,
  name: 'stock-off',
  label: 'OpenTelemetry, OTEL_SDK_DISABLED=true',
  environment: (destination) => ({ ...stock.environment(destination), OTEL_SDK_DISABLED: 'true' }),
};

/** Messages have no stock instrumentation of their own here: see the file and `programs/messages.cjs`. */
export const stockMessaging: Contender = {
  ...stockHttp,
  name: 'stock-messaging',
  label: 'OpenTelemetry SDK, bullmq-otel, NATS by hand',
  packages: ['@opentelemetry/sdk-node', 'bullmq-otel', '@opentelemetry/api'],
  nodeArguments: ['--require', './contenders/stock-messaging.cjs'],
  environment: (destination) => ({ ...stockHttp.environment(destination), MESSAGING_BY_HAND: 'true' }),
};

/** gRPC and ioredis; there is nothing for SQLite and for messages of ws. */
export const stockCalls: Contender = {
  ...stockHttp,
  name: 'stock-calls',
  label: 'OpenTelemetry SDK, gRPC and ioredis',
  packages: [
    '@opentelemetry/sdk-node',
    '@opentelemetry/instrumentation-grpc',
    '@opentelemetry/instrumentation-ioredis',
    '@opentelemetry/api',
  ],
  nodeArguments: ['--require', './contenders/stock-calls.cjs'],
};
