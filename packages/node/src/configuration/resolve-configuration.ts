import type { Configuration } from './configuration.ts';
import { DEFAULT_LIMITS } from '../trace/limits.ts';

export interface ResolvedConfiguration {
  readonly configuration: Configuration;
  readonly warnings: string[];
}

export function resolveConfiguration(
  _code: object | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedConfiguration {
  const serviceName = environment.OTEL_SERVICE_NAME || 'unknown_service:node';
  const batch = {
    scheduleDelayMs: 5000,
    exportTimeoutMs: 30_000,
    maxExportBatchSize: 512,
    maxQueueSize: undefined,
    maxQueueBytes: 32 * 1024 * 1024,
    keep: 'newest',
  } as const;
  const configuration: Configuration = {
    enabled: environment.OTEL_SDK_DISABLED !== 'true',
    disabledBy: environment.OTEL_SDK_DISABLED === 'true' ? 'OTEL_SDK_DISABLED' : undefined,
    logLevel: 'info',
    serviceName,
    resourceAttributes: { 'service.name': serviceName },
    resourceDetectors: ['env', 'host', 'os', 'process', 'container', 'serviceinstance'],
    propagators: ['tracecontext', 'baggage'],
    textMapPropagator: undefined,
    sampler: { kind: 'always_on' },
    idGenerator: undefined,
    spanProcessors: [],
    spanExporters: [],
    batch,
    limits: DEFAULT_LIMITS,
    exporters: [
      {
        kind: 'otlp',
        simple: false,
        batch,
        protocol: 'http/protobuf',
        url: `${environment.OTEL_EXPORTER_OTLP_ENDPOINT || 'http://localhost:4318'}/v1/traces`,
        headers: {},
        timeoutMs: 10_000,
        compression: 'none',
        tls: { certificateFile: undefined, clientKeyFile: undefined, clientCertificateFile: undefined },
        maxRequestBytes: 64 * 1024 * 1024,
        maxResponseBytes: 4 * 1024 * 1024,
      },
    ],
    instrumentations: [],
    builtInInstrumentations: { enabled: undefined, disabled: [] },
    http: {
      knownMethods: ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE', 'QUERY'],
      ignoreIncomingPaths: [],
      captureServerRequestHeaders: [],
      captureServerResponseHeaders: [],
      captureClientRequestHeaders: [],
      captureClientResponseHeaders: [],
      ignoreIncomingRequest: undefined,
      ignoreOutgoingRequest: undefined,
      requestHook: undefined,
      responseHook: undefined,
    },
    redaction: { enabled: true, keys: [], patterns: [] },
    shutdownDeadlineMs: 3000,
  };
  return { configuration, warnings: [] };
}
