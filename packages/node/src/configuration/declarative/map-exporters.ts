import { createBatch } from '../build/build-batch.ts';
import { createTls } from '../build/build-exporters.ts';
import type {
  BatchConfiguration,
  ExporterConfiguration,
  OtlpExporterConfiguration,
  OtlpProtocol,
  OtlpTlsConfiguration,
} from '../configuration.ts';
import type { Settings } from '../settings.ts';
import { endpoint, resolveEndpoint } from '../values/otlp-endpoint.ts';
import { headers } from '../values/pairs.ts';
import { boolean, integer, oneOf, text, timeout } from '../values/value-types.ts';
import { scalarText, textOf } from './node-types.ts';
import type { Choice, Section } from './section.ts';

/** What an exporter of a processor gets from the processor and from elsewhere. */
interface Processor {
  readonly simple: boolean;
  readonly batch: BatchConfiguration;
  /** For what the file's model has no node. */
  readonly settings: Settings;
}

type Mapper = (section: Section, processor: Processor) => ExporterConfiguration | undefined;

const EXPORTERS: Readonly<Record<string, Mapper>> = {
  otlp_http: mapOtlpHttp,
  otlp_grpc: mapOtlpGrpc,
  'otlp_file/development': mapOtlpFile,
  console: (_, { simple, batch }) => Object.freeze({ kind: 'console', simple, batch }),
};

/** The exporters of all processors of a tracer provider, each with the batch of its processor. */
export function mapExporters(provider: Section, settings: Settings): readonly ExporterConfiguration[] {
  const exporters = provider.sections('processors').flatMap((item) => mapProcessor(item.onlyChoice(), settings) ?? []);
  if (exporters.length === 0) {
    provider.warnings.push(
      'cannot export: got no usable exporter in tracer_provider.processors, need one; spans go nowhere',
    );
  }
  return Object.freeze(exporters);
}

function mapProcessor(choice: Choice | undefined, settings: Settings): ExporterConfiguration | undefined {
  if (choice === undefined) return undefined;
  const { name, section } = choice;
  if (name !== 'batch' && name !== 'simple') {
    const need = 'batch or simple';
    section.warnings.push(
      `cannot use ${section.path}: got a processor that is not supported, need ${need}; it is ignored`,
    );
    return undefined;
  }
  const batch = mapBatch(section, settings);
  const exporter = mapExporter(section, { simple: name === 'simple', batch, settings });
  section.warnAboutRest();
  return exporter;
}

function mapBatch(section: Section, settings: Settings): BatchConfiguration {
  return createBatch(
    {
      scheduleDelayMs: section.read<number>('schedule_delay', integer()) ?? settings.get('batch.scheduleDelayMs'),
      exportTimeoutMs: section.read<number>('export_timeout', timeout) ?? settings.get('batch.exportTimeoutMs'),
      maxExportBatchSize: section.read('max_export_batch_size', integer({ minimum: 1 })),
      maxQueueSize: section.read('max_queue_size', integer({ minimum: 1 })),
      maxQueueBytes: settings.get('batch.maxQueueBytes'),
      keep: settings.get('batch.keep'),
    },
    { subject: `${section.path}.max_export_batch_size`, warnings: section.warnings },
  );
}

function mapExporter(parent: Section, processor: Processor): ExporterConfiguration | undefined {
  const choice = parent.choice('exporter');
  if (choice === undefined) {
    parent.warnings.push(`cannot use ${parent.path}: got no exporter, need one; it is ignored`);
    return undefined;
  }
  const { name, section } = choice;
  if (!Object.hasOwn(EXPORTERS, name)) {
    const need = `one of ${Object.keys(EXPORTERS).join(', ')}`;
    parent.warnings.push(
      `cannot use ${section.path}: got an exporter that is not supported, need ${need}; it is ignored`,
    );
    return undefined;
  }
  const exporter = EXPORTERS[name](section, processor);
  section.warnAboutRest();
  return exporter;
}

const ENCODINGS: Readonly<Record<string, OtlpProtocol>> = { protobuf: 'http/protobuf', json: 'http/json' };

function mapOtlpHttp(section: Section, processor: Processor): OtlpExporterConfiguration {
  const encoding = section.read<string>('encoding', oneOf(Object.keys(ENCODINGS))) ?? 'protobuf';
  const tls = mapTls(section.section('tls'));
  return mapOtlp(section, { ...processor, protocol: ENCODINGS[encoding], tls, insecure: false });
}

function mapOtlpGrpc(section: Section, processor: Processor): OtlpExporterConfiguration {
  const tls = section.section('tls');
  const insecure = tls?.read<boolean>('insecure', boolean) ?? false;
  return mapOtlp(section, { ...processor, protocol: 'grpc', tls: mapTls(tls), insecure });
}

interface Transport extends Processor {
  readonly protocol: OtlpProtocol;
  readonly tls: OtlpTlsConfiguration;
  readonly insecure: boolean;
}

function mapOtlp(section: Section, transport: Transport): OtlpExporterConfiguration {
  const { simple, batch, settings, protocol, tls, insecure } = transport;
  const address = section.read<string>('endpoint', endpoint);
  const source = { subject: `${section.path}.endpoint`, text: address ?? '', asIs: true, insecure };
  return Object.freeze({
    kind: 'otlp',
    simple,
    batch,
    ...resolveEndpoint(address === undefined ? undefined : source, { protocol, signal: 'traces' }, section.warnings),
    headers: Object.freeze({
      ...section.read<Record<string, string>>('headers_list', textOf(headers)),
      ...mapHeaders(section),
    }),
    timeoutMs: section.read<number>('timeout', timeout) ?? settings.get('otlp.timeoutMs'),
    compression:
      section.read<'none' | 'gzip'>('compression', oneOf(['none', 'gzip'])) ?? settings.get('otlp.compression'),
    tls,
    maxRequestBytes: settings.get('otlp.maxRequestBytes'),
    maxResponseBytes: settings.get('otlp.maxResponseBytes'),
  });
}

/** A header whose value is null is left out. */
function mapHeaders(section: Section): Record<string, string> {
  const pairs = section.sections('headers').map((pair) => {
    const name = pair.read<string>('name', text);
    const value = pair.read<string>('value', scalarText);
    pair.warnAboutRest();
    return [name, value];
  });
  const usable = pairs.filter(([name, value]) => name !== undefined && value !== undefined);
  const { value, problem } = headers.check(Object.fromEntries(usable));
  if (problem !== undefined) section.warnings.push(`cannot use ${section.path}.headers: ${problem}; it is ignored`);
  return (value ?? {}) as Record<string, string>;
}

function mapTls(section: Section | undefined): OtlpTlsConfiguration {
  const tls = {
    certificateFile: section?.read<string>('ca_file', text),
    clientKeyFile: section?.read<string>('key_file', text),
    clientCertificateFile: section?.read<string>('cert_file', text),
  };
  section?.warnAboutRest();
  return createTls(tls, section?.warnings ?? []);
}

const FILE_SCHEME = 'file://';

function mapOtlpFile(section: Section, { simple, batch }: Processor): ExporterConfiguration | undefined {
  const stream = section.read<string>('output_stream', text) ?? 'stdout';
  if (stream === 'stdout') return Object.freeze({ kind: 'otlp/stdout', simple, batch });
  const path = stream.startsWith(FILE_SCHEME) ? stream.slice(FILE_SCHEME.length) : '';
  if (path !== '') return Object.freeze({ kind: 'file', simple, batch, path });
  section.warnings.push(
    `cannot use ${section.path}.output_stream: got ${JSON.stringify(stream)}, need stdout or file:///path; it is ignored`,
  );
  return undefined;
}
