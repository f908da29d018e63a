import type { BatchConfiguration, ExporterConfiguration, OtlpExporterConfiguration } from '../configuration.ts';
import type { EndpointSource } from '../values/otlp-endpoint.ts';
import { resolveEndpoint } from '../values/otlp-endpoint.ts';
import { nameIn } from '../settings.ts';
import type { Settings, Source } from '../settings.ts';
import type { ExporterName } from '../telemetry-options.ts';

/** What the builders of exporters share. */
export interface ExporterParts {
  readonly settings: Settings;
  readonly batch: BatchConfiguration;
  readonly warnings: string[];
}

/** The exporters that the settings name, in their order. */
export function buildExporters(parts: ExporterParts): readonly ExporterConfiguration[] {
  return Object.freeze(exporterNames(parts.settings).map((name) => buildExporter(name, parts)));
}

/** Standard processors and exporters of the application stand in for the default exporter, not for a chosen one. */
function exporterNames(settings: Settings): readonly ExporterName[] {
  const hasOwn = settings.get('spanProcessors').length > 0 || settings.get('spanExporters').length > 0;
  const names = hasOwn ? (settings.find('exporters') ?? []) : settings.get('exporters');
  return settings.get('consoleExporter') && !names.includes('console') ? [...names, 'console'] : names;
}

function buildExporter(name: ExporterName, parts: ExporterParts): ExporterConfiguration {
  const base = { simple: false, batch: parts.batch };
  if (name === 'otlp') return buildOtlpExporter(parts);
  if (name === 'file') return Object.freeze({ ...base, kind: name, path: parts.settings.get('fileExporter.path') });
  return Object.freeze({ ...base, kind: name as 'console' | 'otlp/stdout' });
}

function buildOtlpExporter({ settings, batch, warnings }: ExporterParts): OtlpExporterConfiguration {
  const endpoint = resolveEndpoint(
    findEndpoint(settings),
    { protocol: settings.find('otlp.protocol'), signal: 'traces' },
    warnings,
  );
  return Object.freeze({
    kind: 'otlp',
    simple: false,
    batch,
    ...endpoint,
    headers: Object.freeze(settings.merge('otlp.headers')),
    timeoutMs: settings.get('otlp.timeoutMs'),
    compression: settings.get('otlp.compression'),
    tls: createTls(
      {
        certificateFile: settings.find('otlp.certificateFile'),
        clientKeyFile: settings.find('otlp.clientKeyFile'),
        clientCertificateFile: settings.find('otlp.clientCertificateFile'),
      },
      warnings,
    ),
    maxRequestBytes: settings.get('otlp.maxRequestBytes'),
    maxResponseBytes: settings.get('otlp.maxResponseBytes'),
  });
}

/** Mutual TLS takes a key and its certificate, or neither. */
export function createTls(tls: OtlpExporterConfiguration['tls'], warnings: string[]): OtlpExporterConfiguration['tls'] {
  const { certificateFile, clientKeyFile, clientCertificateFile } = tls;
  const isHalf = (clientKeyFile === undefined) !== (clientCertificateFile === undefined);
  if (!isHalf) return Object.freeze(tls);
  const [got, need] = clientKeyFile === undefined ? ['certificate', 'key'] : ['key', 'certificate'];
  warnings.push(`cannot use the OTLP client ${got}: got no client ${need}, need both for mutual TLS; it is ignored`);
  return Object.freeze({ certificateFile, clientKeyFile: undefined, clientCertificateFile: undefined });
}

/** Of the strongest source that has one; within a source the URL for traces before the one for all signals. */
function findEndpoint(settings: Settings): EndpointSource | undefined {
  const insecure = settings.get('otlp.insecure');
  for (const source of settings.sources) {
    const found = endpointOf(source, insecure);
    if (found !== undefined) return found;
  }
  return undefined;
}

const ENDPOINT_KEYS = ['otlp.tracesEndpoint', 'otlp.endpoint', 'telemetry.otlp_endpoint'] as const;

function endpointOf(source: Source, insecure: boolean): EndpointSource | undefined {
  const key = ENDPOINT_KEYS.find((candidate) => source.values.has(candidate));
  if (key === undefined) return undefined;
  return {
    subject: nameIn(source, key),
    text: source.values.get(key) as string,
    asIs: key === 'otlp.tracesEndpoint',
    // The section means plain text by host:port, as the applications do that have one.
    insecure: insecure || key === 'telemetry.otlp_endpoint',
  };
}
