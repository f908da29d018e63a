// From the nodes of the declarative configuration model, version 1.x, to settings by option key, as far as they are flat,
// and to the sampler and exporters, which are trees.
import type { ExporterConfiguration, PropagatorName, SamplerConfiguration } from '../configuration.ts';
import type { Environment } from '../environment.ts';
import type { OptionKey } from '../options.ts';
import { Settings } from '../settings.ts';
import type { Source, Values } from '../settings.ts';
import { readOptions } from '../sources/read-options.ts';
import { boolean, headerNames, integer, list, oneOf, splitList, text, unique } from '../values/value-types.ts';
import { mapExporters } from './map-exporters.ts';
import { mapResource } from './map-resource.ts';
import { mapSampler } from './map-sampler.ts';
import { anything } from './node-types.ts';
import type { Section } from './section.ts';

export interface MappedModel {
  /** Over what the application says in code. */
  readonly settings: Settings;
  /** The node that turns tracing off. */
  readonly disabledBy: string | undefined;
  readonly sampler: SamplerConfiguration | undefined;
  readonly exporters: readonly ExporterConfiguration[];
}

export function mapModel(root: Section, code: Source, environment: Environment): MappedModel {
  root.read('file_format', anything);
  const values = new Map<string, unknown>(readDistribution(root));
  const beside = new Settings([{ kind: 'file', values }, code]);
  const provider = root.section('tracer_provider');
  const disabledBy = mapSwitch(values, root, provider);
  setIfKnown(values, 'logLevel', mapLogLevel(root));
  values.set('propagators', mapPropagators(root.section('propagator')));
  mapResourceInto(values, root, environment);
  mapInstrumentation(values, root.section('instrumentation/development'));
  mapLimits(values, root.section('attribute_limits'), provider?.section('limits'));
  const traces = provider === undefined ? NO_TRACES : mapProvider(provider, beside);
  root.warnAboutRest();
  return { settings: new Settings([{ kind: 'file', values }, code]), disabledBy, ...traces };
}

type Traces = Pick<MappedModel, 'sampler' | 'exporters'>;

const NO_TRACES: Traces = { sampler: undefined, exporters: Object.freeze([]) };

/** `beside` has what the model has no node for. */
function mapProvider(provider: Section, beside: Settings): Traces {
  const sampler = mapSampler(provider, 'sampler');
  const exporters = mapExporters(provider, beside);
  mapIdGenerator(provider);
  provider.warnAboutRest();
  return { sampler, exporters };
}

function setIfKnown(values: Map<string, unknown>, key: OptionKey, value: unknown): void {
  if (value !== undefined) values.set(key, value);
}

/** What the file says of the switch counts, what it leaves out the application decides. Returns what turns it off. */
function mapSwitch(values: Map<string, unknown>, root: Section, provider: Section | undefined): string | undefined {
  const disabled = root.read<boolean>('disabled', boolean);
  if (disabled !== undefined) values.set('enabled', !disabled);
  if (disabled === true) return 'disabled in OTEL_CONFIG_FILE';
  // By the specification a file without tracer provider makes no traces.
  return provider === undefined ? 'no tracer_provider in OTEL_CONFIG_FILE' : undefined;
}

/** The specification's place for what only one distribution knows: our options by the names that they have in code. */
function readDistribution(root: Section): Values {
  const distribution = root.section('distribution');
  const options = distribution?.readRaw('throughline');
  // Other distributions' parts are none of our business.
  const warn = (message: string): number => root.warnings.push(`${message}; it is ignored (distribution.throughline)`);
  return readOptions(options, warn);
}

/** Severities such as `warn3` count as the level that they start with. */
function mapLogLevel(root: Section): string | undefined {
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  const severities = names.flatMap((name) => [name, `${name}2`, `${name}3`, `${name}4`]);
  const level = root.read<string>('log_level', oneOf(severities))?.replace(/\d$/, '');
  if (level === 'trace') return 'debug';
  return level === 'fatal' ? 'error' : level;
}

const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi'];

/** By the specification a file without propagator propagates nothing. */
function mapPropagators(section: Section | undefined): readonly PropagatorName[] {
  if (section === undefined) return [];
  const composite = section.sections('composite').flatMap((item) => item.onlyChoice()?.name ?? []);
  const listed = splitList(section.read<string>('composite_list', text) ?? '');
  section.warnAboutRest();
  const wanted = unique([...composite, ...listed]);
  for (const name of wanted.filter((candidate) => !PROPAGATORS.includes(candidate) && candidate !== 'none')) {
    const need = `any of ${PROPAGATORS.join(', ')}`;
    section.warnings.push(`cannot use ${section.path}: got ${JSON.stringify(name)}, need ${need}; it is ignored`);
  }
  return wanted.filter((name) => PROPAGATORS.includes(name)) as PropagatorName[];
}

function mapResourceInto(values: Map<string, unknown>, root: Section, environment: Environment): void {
  const { attributes, detectors } = mapResource(root.section('resource'), environment);
  values.set('resourceAttributes', attributes);
  values.set('resourceDetectors', unique(detectors));
}

const ATTRIBUTE_LIMITS = {
  attribute_value_length_limit: 'limits.attributeValueLengthLimit',
  attribute_count_limit: 'limits.attributeCountLimit',
} as const;

const SPAN_LIMITS = {
  ...ATTRIBUTE_LIMITS,
  event_count_limit: 'limits.eventCountLimit',
  link_count_limit: 'limits.linkCountLimit',
  event_attribute_count_limit: 'limits.eventAttributeCountLimit',
  link_attribute_count_limit: 'limits.linkAttributeCountLimit',
} as const;

/** Those of spans over the general ones. */
function mapLimits(values: Map<string, unknown>, general: Section | undefined, spans: Section | undefined): void {
  for (const [name, key] of Object.entries(ATTRIBUTE_LIMITS)) setIfKnown(values, key, general?.read(name, integer()));
  for (const [name, key] of Object.entries(SPAN_LIMITS)) setIfKnown(values, key, spans?.read(name, integer()));
  general?.warnAboutRest();
  spans?.warnAboutRest();
}

/** `random` is what we have; a custom one is given in code. */
function mapIdGenerator(provider: Section): void {
  const choice = provider.choice('id_generator');
  if (choice === undefined || choice.name === 'random') return;
  provider.warnings.push(
    `cannot use ${choice.section.path}: got an id generator that is not supported, need random; it is ignored`,
  );
}

const OTHER_LANGUAGES = ['cpp', 'dotnet', 'erlang', 'go', 'java', 'php', 'python', 'ruby', 'rust', 'swift'];

const HTTP_NODES: readonly { side: 'client' | 'server'; name: string; key: OptionKey }[] = [
  { side: 'server', name: 'request_captured_headers', key: 'http.captureServerRequestHeaders' },
  { side: 'server', name: 'response_captured_headers', key: 'http.captureServerResponseHeaders' },
  { side: 'client', name: 'request_captured_headers', key: 'http.captureClientRequestHeaders' },
  { side: 'client', name: 'response_captured_headers', key: 'http.captureClientResponseHeaders' },
];

function mapInstrumentation(values: Map<string, unknown>, section: Section | undefined): void {
  const general = section?.section('general');
  // Accepted and without effect, as OTEL_SEMCONV_STABILITY_OPT_IN is.
  general?.read('stability_opt_in_list', anything);
  // A file may serve programs in several languages.
  for (const language of OTHER_LANGUAGES) section?.read(language, anything);
  const http = general?.section('http');
  const sides = { client: http?.section('client'), server: http?.section('server') };
  for (const { side, name, key } of HTTP_NODES) setIfKnown(values, key, sides[side]?.read(name, headerNames));
  const known = [...(readMethods(sides.client) ?? []), ...(readMethods(sides.server) ?? [])];
  setIfKnown(values, 'http.knownMethods', known.length === 0 ? undefined : unique(known));
  for (const read of [sides.client, sides.server, http, general, section]) read?.warnAboutRest();
}

function readMethods(section: Section | undefined): string[] | undefined {
  return section?.read('known_methods', list);
}
