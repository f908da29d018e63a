import { buildBatch } from './build-batch.ts';
import { buildExporters } from './build-exporters.ts';
import { buildLogs } from './build-logs.ts';
import { buildLibraries } from './build-libraries.ts';
import { buildResource } from './build-resource.ts';
import { buildSampler } from './build-sampler.ts';
import type {
  BaggageConfiguration,
  Configuration,
  ExporterConfiguration,
  HttpConfiguration,
  InstrumentationSelection,
  PropagatorName,
  RedactionConfiguration,
  ResourceDetectorName,
  SamplerConfiguration,
} from '../configuration.ts';
import type { Settings } from '../settings.ts';
import type { SpanLimits } from '../../trace/limits.ts';

export interface BuildContext {
  readonly disabledBy: string | undefined;
  readonly warnings: string[];
  /** From a declarative file, whose sampler and exporters are trees that no flat setting can hold. */
  readonly sampler?: SamplerConfiguration;
  readonly exporters?: readonly ExporterConfiguration[];
}

/** Puts the settings into their final, frozen shape. */
export function buildConfiguration(settings: Settings, context: BuildContext): Configuration {
  const { disabledBy, warnings } = context;
  const batch = buildBatch(settings, warnings);
  const exporters = context.exporters ?? buildExporters({ settings, batch, warnings });
  const resource = buildResource(settings);
  if (context.exporters === undefined) warnAboutGoogleCloud(settings, exporters, warnings);
  return Object.freeze({
    enabled: disabledBy === undefined,
    disabledBy,
    logLevel: settings.get('logLevel'),
    ...resource,
    resourceDetectors: freezeList(settings.get('resourceDetectors') as readonly ResourceDetectorName[]),
    propagators: freezeList(settings.get('propagators') as readonly PropagatorName[]),
    textMapPropagator: settings.find('textMapPropagator'),
    baggage: buildBaggage(settings),
    sampler: context.sampler ?? buildSampler(settings, warnings),
    idGenerator: settings.find('idGenerator'),
    spanProcessors: freezeList(settings.get('spanProcessors')),
    spanExporters: freezeList(settings.get('spanExporters')),
    batch,
    limits: buildLimits(settings),
    exporters,
    instrumentations: freezeList(settings.get('instrumentations')),
    builtInInstrumentations: buildSelection(settings),
    http: buildHttp(settings),
    libraries: buildLibraries(settings),
    redaction: buildRedaction(settings),
    logs: buildLogs(settings, warnings),
    shutdownDeadlineMs: settings.get('shutdownDeadlineMs'),
  });
}

function buildBaggage(settings: Settings): BaggageConfiguration {
  return Object.freeze({
    attributes: freezeList(settings.get('baggage.attributes')),
    hashedAttributes: freezeList(settings.get('baggage.hashedAttributes')),
    hashKey: settings.find('baggage.hashKey'),
    hosts: freezeList(settings.get('baggage.hosts')),
    accept: settings.get('baggage.accept'),
  });
}

function buildLimits(settings: Settings): SpanLimits {
  return Object.freeze({
    attributeValueLengthLimit: settings.get('limits.attributeValueLengthLimit'),
    attributeCountLimit: settings.get('limits.attributeCountLimit'),
    eventCountLimit: settings.get('limits.eventCountLimit'),
    linkCountLimit: settings.get('limits.linkCountLimit'),
    eventAttributeCountLimit: settings.get('limits.eventAttributeCountLimit'),
    linkAttributeCountLimit: settings.get('limits.linkAttributeCountLimit'),
  });
}

const PACKAGE_PREFIX = '@opentelemetry/instrumentation-';

/** What the stock package calls by one name, or by another. */
const STOCK_NAMES: Readonly<Record<string, readonly string[]>> = {
  http: ['http-server', 'http-client'],
  'redis-4': ['redis'],
};

/** Names of the stock packages stand for our own instrumentations of the same library. */
function buildSelection(settings: Settings): InstrumentationSelection {
  const enabled = settings.find('enabledInstrumentations');
  return Object.freeze({
    enabled: enabled === undefined ? undefined : freezeList(enabled.flatMap(toOwnNames)),
    disabled: freezeList(settings.get('disabledInstrumentations').flatMap(toOwnNames)),
  });
}

function toOwnNames(name: string): readonly string[] {
  const short = name.startsWith(PACKAGE_PREFIX) ? name.slice(PACKAGE_PREFIX.length) : name;
  return Object.hasOwn(STOCK_NAMES, short) ? STOCK_NAMES[short] : [short];
}

function buildHttp(settings: Settings): HttpConfiguration {
  return Object.freeze({
    knownMethods: freezeList(settings.get('http.knownMethods')),
    ignoreIncomingPaths: freezeList(settings.get('http.ignoreIncomingPaths')),
    captureServerRequestHeaders: freezeList(settings.get('http.captureServerRequestHeaders')),
    captureServerResponseHeaders: freezeList(settings.get('http.captureServerResponseHeaders')),
    captureClientRequestHeaders: freezeList(settings.get('http.captureClientRequestHeaders')),
    captureClientResponseHeaders: freezeList(settings.get('http.captureClientResponseHeaders')),
    ignoreIncomingRequest: settings.find('http.ignoreIncomingRequest'),
    ignoreOutgoingRequest: settings.find('http.ignoreOutgoingRequest'),
    requestHook: settings.find('http.requestHook'),
    responseHook: settings.find('http.responseHook'),
  });
}

function buildRedaction(settings: Settings): RedactionConfiguration {
  return Object.freeze({
    enabled: settings.get('redaction.enabled'),
    keys: freezeList(settings.get('redaction.keys')),
    patterns: freezeList(settings.get('redaction.patterns')),
  });
}

/** A copy: the list of the application, or the default of the table, stays as it is. */
function freezeList<Item>(items: readonly Item[]): readonly Item[] {
  return Object.freeze([...items]);
}

/** A project alone sends nothing to Google: its endpoint wants credentials, which are not ours to fetch. */
function warnAboutGoogleCloud(
  settings: Settings,
  exporters: readonly ExporterConfiguration[],
  warnings: string[],
): void {
  const otlp = exporters.find((exporter) => exporter.kind === 'otlp');
  if (otlp === undefined || settings.find('googleCloudProject') === undefined) return;
  const hasEndpoint = settings.find('otlp.endpoint') ?? settings.find('otlp.tracesEndpoint');
  if (hasEndpoint !== undefined) return;
  warnings.push(
    'cannot export to Google Cloud Trace by GOOGLE_CLOUD_PROJECT alone: got no OTLP endpoint, need ' +
      'OTEL_EXPORTER_OTLP_ENDPOINT of a collector with Google credentials, or https://telemetry.googleapis.com ' +
      `with an access token in OTEL_EXPORTER_OTLP_HEADERS; using ${otlp.url}`,
  );
}
