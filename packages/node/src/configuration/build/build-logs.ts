import type { BatchConfiguration, ExporterConfiguration, LogsConfiguration } from '../configuration.ts';
import type { OptionKey } from '../options.ts';
import { nameIn } from '../settings.ts';
import type { Settings, Source } from '../settings.ts';
import type { OptionValue } from '../telemetry-options.ts';
import { type EndpointSource, resolveEndpoint } from '../values/otlp-endpoint.ts';
import { createBatch } from './build-batch.ts';
import { createTls } from './build-exporters.ts';

/** What is configured for logs. Where nothing else is said, they go where traces go. */
export function buildLogs(settings: Settings, warnings: string[]): LogsConfiguration {
  const found: string[] = [];
  const batch = buildLogBatch(settings, found);
  const names = settings.get('logs.exporters').filter((name) => name !== 'none');
  const exporters = names.map((name): ExporterConfiguration => {
    if (name === 'otlp') return buildOtlp(settings, batch, found);
    return Object.freeze({ kind: name, signal: 'logs', simple: false, batch });
  });
  // What traces and logs have in common needs one warning.
  warnings.push(...found.filter((warning) => !warnings.includes(warning)));
  return Object.freeze({
    exporters: Object.freeze(exporters),
    batch,
    attributeValueLengthLimit: settings.get('logs.attributeValueLengthLimit'),
    attributeCountLimit: settings.get('logs.attributeCountLimit'),
    stampConsole: settings.get('logs.stampConsole'),
  });
}

function buildLogBatch(settings: Settings, warnings: string[]): BatchConfiguration {
  return createBatch(
    {
      scheduleDelayMs: settings.get('logs.scheduleDelayMs'),
      exportTimeoutMs: settings.get('logs.exportTimeoutMs'),
      maxExportBatchSize: settings.find('logs.maxExportBatchSize'),
      maxQueueSize: settings.find('logs.maxQueueSize'),
      maxQueueBytes: settings.get('batch.maxQueueBytes'),
      keep: settings.get('batch.keep'),
    },
    { subject: 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', warnings },
  );
}

function buildOtlp(settings: Settings, batch: BatchConfiguration, warnings: string[]): ExporterConfiguration {
  const protocol = findShared(settings, 'protocol');
  return Object.freeze({
    kind: 'otlp',
    signal: 'logs',
    simple: false,
    batch,
    ...resolveEndpoint(findEndpoint(settings), { protocol, signal: 'logs' }, warnings),
    headers: Object.freeze(mergeHeaders(settings)),
    timeoutMs: findShared(settings, 'timeoutMs') ?? 10_000,
    compression: findShared(settings, 'compression') ?? 'none',
    tls: createTls(
      {
        certificateFile: findShared(settings, 'certificateFile'),
        clientKeyFile: findShared(settings, 'clientKeyFile'),
        clientCertificateFile: findShared(settings, 'clientCertificateFile'),
      },
      warnings,
    ),
    maxRequestBytes: settings.get('otlp.maxRequestBytes'),
    maxResponseBytes: settings.get('otlp.maxResponseBytes'),
  });
}

type SharedName =
  | 'protocol'
  | 'timeoutMs'
  | 'compression'
  | 'insecure'
  | `${'certificate' | 'clientKey' | 'clientCertificate'}File`;

/** Of the strongest source that says something of logs, or of all signals. */
function findShared<Name extends SharedName>(settings: Settings, name: Name): OptionValue<`logs.${Name}`> | undefined {
  for (const source of settings.sources) {
    const value = source.values.get(`logs.${name}`) ?? generalOf(source, `otlp.${name}`);
    if (value !== undefined) return value as OptionValue<`logs.${Name}`>;
  }
  return undefined;
}

/** The rows for logs have the general variables too; those of `otlp` hold what is meant for traces alone. */
function generalOf({ kind, values }: Source, key: OptionKey): unknown {
  return kind === 'variables' ? undefined : values.get(key);
}

function mergeHeaders({ sources }: Settings): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const source of sources.toReversed()) {
    Object.assign(merged, generalOf(source, 'otlp.headers'), source.values.get('logs.headers'));
  }
  return merged;
}

const ENDPOINT_KEYS = ['logs.endpoint', 'otlp.endpoint', 'telemetry.otlp_endpoint'] as const;

function findEndpoint(settings: Settings): EndpointSource | undefined {
  for (const source of settings.sources) {
    const key = ENDPOINT_KEYS.find((candidate) => source.values.has(candidate));
    if (key === undefined) continue;
    return {
      subject: nameIn(source, key),
      text: source.values.get(key) as string,
      asIs: key === 'logs.endpoint',
      // As for traces: the section means plain text by host:port.
      insecure: findShared(settings, 'insecure') === true || key === 'telemetry.otlp_endpoint',
    };
  }
  return undefined;
}
