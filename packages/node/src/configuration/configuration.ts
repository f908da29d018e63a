// What the runtime starts from: one frozen value, fully resolved. Whoever reads it never looks at the environment,
// never applies a default and never validates.
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { AttributeValue, Sampler, Span, SpanKind, TextMapPropagator } from '@opentelemetry/api';
import type { LibraryConfiguration } from './library-configuration.ts';
import type { SpanLimits } from '../trace/limits.ts';
import type {
  StandardIdGenerator,
  StandardInstrumentation,
  StandardSpanExporter,
  StandardSpanProcessor,
} from './standard-objects.ts';

export interface Configuration {
  readonly enabled: boolean;
  /** The variable, option or file that turned tracing off; undefined while it is on. */
  readonly disabledBy: string | undefined;
  readonly logLevel: LogLevel;
  /** `service.name`. Also stands in `resourceAttributes`. */
  readonly serviceName: string;
  /** What was configured, `service.name` included; detected attributes are not in here and rank below. */
  readonly resourceAttributes: Readonly<Record<string, AttributeValue>>;
  readonly resourceDetectors: readonly ResourceDetectorName[];
  /** Without duplicates; empty for `none`. */
  readonly propagators: readonly PropagatorName[];
  /** Stands in for `propagators` if the application gave one. */
  readonly textMapPropagator: TextMapPropagator | undefined;
  readonly baggage: BaggageConfiguration;
  readonly sampler: SamplerConfiguration;
  readonly idGenerator: StandardIdGenerator | undefined;
  readonly spanProcessors: readonly StandardSpanProcessor[];
  readonly spanExporters: readonly StandardSpanExporter[];
  /** For `spanExporters`; each of `exporters` carries its own. */
  readonly batch: BatchConfiguration;
  readonly limits: SpanLimits;
  /** Empty for `none`. */
  readonly exporters: readonly ExporterConfiguration[];
  readonly instrumentations: readonly StandardInstrumentation[];
  /** Which built-in instrumentations run: see `isInstrumentationEnabled`. */
  readonly builtInInstrumentations: InstrumentationSelection;
  readonly http: HttpConfiguration;
  readonly libraries: LibraryConfiguration;
  readonly redaction: RedactionConfiguration;
  readonly logs: LogsConfiguration;
  /** Time for the last flush when the process ends. Default 3000. */
  readonly shutdownDeadlineMs: number;
}

export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug';

export type PropagatorName = 'tracecontext' | 'baggage' | 'b3' | 'b3multi';

export interface BaggageConfiguration {
  /** Keys whose values become attributes `baggage.<key>`. */
  readonly attributes: readonly string[];
  /** Keys of which the attribute holds a keyed hash. Wins over `attributes`. */
  readonly hashedAttributes: readonly string[];
  /** Undefined for a random one. A secret: never print it. */
  readonly hashKey: string | undefined;
  /** See `mayReceiveBaggage`. */
  readonly hosts: readonly string[];
  /** Whether servers take over the baggage of requests. */
  readonly accept: boolean;
}

export type ResourceDetectorName = 'env' | 'host' | 'os' | 'process' | 'container' | 'serviceinstance';

/** Times are at most 2147483647, which also stands for "no limit": it fits a timer, `Infinity` does not. */
export interface BatchConfiguration {
  /** Default 5000. */
  readonly scheduleDelayMs: number;
  /** Of one attempt: a batch is tried again for as long as the budget of the queue allows. Default 30000. */
  readonly exportTimeoutMs: number;
  /** Spans in one request. Default 512. */
  readonly maxExportBatchSize: number;
  /** Spans waiting; undefined for no bound but `maxQueueBytes`. */
  readonly maxQueueSize: number | undefined;
  /** Encoded bytes waiting. Default 32 MiB. */
  readonly maxQueueBytes: number;
  /** Which spans stay when the queue is full. Default `newest`. */
  readonly keep: 'newest' | 'oldest';
}

export type SamplerConfiguration =
  | { readonly kind: 'always_on' }
  | { readonly kind: 'always_off' }
  /** `TraceIdRatioBased` of the specification. */
  | { readonly kind: 'trace_id_ratio'; readonly ratio: number }
  /** Consistent probability sampling: writes `ot=th`. */
  | { readonly kind: 'probability'; readonly ratio: number }
  /** Follows the parent's sampled flag. */
  | {
      readonly kind: 'parent_based';
      readonly root: SamplerConfiguration;
      readonly remoteParentSampled: SamplerConfiguration;
      readonly remoteParentNotSampled: SamplerConfiguration;
      readonly localParentSampled: SamplerConfiguration;
      readonly localParentNotSampled: SamplerConfiguration;
    }
  /** Follows the parent's threshold `ot=th`, else its sampled flag. */
  | { readonly kind: 'parent_threshold'; readonly root: SamplerConfiguration }
  /** The first matching rule decides; without one `otherwise` does. */
  | { readonly kind: 'rules'; readonly rules: readonly SamplerRule[]; readonly otherwise: SamplerConfiguration }
  | { readonly kind: 'custom'; readonly sampler: Sampler };

/** Matches if all its conditions do; an empty list is no condition. */
export interface SamplerRule {
  /** Span names; `*` stands for any characters, `?` for one. */
  readonly spanNames: readonly string[];
  readonly spanKinds: readonly SpanKind[];
  readonly parents: readonly ('none' | 'remote' | 'local')[];
  readonly attributes: readonly AttributeMatch[];
  readonly sampler: SamplerConfiguration;
}

/** Compares the attribute's value as text, each item of an array. A missing attribute does not match. */
export interface AttributeMatch {
  readonly key: string;
  /** Exact values, one of which must match; empty for no condition. */
  readonly values: readonly string[];
  /** Patterns with `*` and `?`, one of which must match; empty for no condition. */
  readonly included: readonly string[];
  /** Patterns with `*` and `?`, none of which may match. */
  readonly excluded: readonly string[];
}

export type ExporterConfiguration =
  | OtlpExporterConfiguration
  | ConsoleExporterConfiguration
  | FileExporterConfiguration
  | OtlpStdoutExporterConfiguration;

interface ExporterBase {
  /** Undefined for traces. */
  readonly signal?: 'logs';
  readonly batch: BatchConfiguration;
  /** Exports each span when it ends, without a batch. Only the declarative file asks for it. */
  readonly simple: boolean;
}

export interface OtlpExporterConfiguration extends ExporterBase {
  readonly kind: 'otlp';
  readonly protocol: OtlpProtocol;
  /** HTTP: the whole URL, `/v1/traces` or `/v1/logs` included. gRPC: `http://host:port` or `https://host:port`, no path. */
  readonly url: string;
  /** Names in lower case. May hold secrets: never print values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of one attempt. Default 10000. */
  readonly timeoutMs: number;
  readonly compression: 'none' | 'gzip';
  /** PEM files, not read yet. */
  readonly tls: OtlpTlsConfiguration;
  /** Default 64 MiB. */
  readonly maxRequestBytes: number;
  /** Default 4 MiB. */
  readonly maxResponseBytes: number;
}

export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

export interface OtlpTlsConfiguration {
  readonly certificateFile: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly clientCertificateFile: string | undefined;
}

/** A tree for people, or a line for each log record, on standard output. */
interface ConsoleExporterConfiguration extends ExporterBase {
  readonly kind: 'console';
}

/** One OTLP/JSON request in each line of a file. */
interface FileExporterConfiguration extends ExporterBase {
  readonly kind: 'file';
  readonly path: string;
}

/** One OTLP/JSON request in each line of standard output. */
interface OtlpStdoutExporterConfiguration extends ExporterBase {
  readonly kind: 'otlp/stdout';
}

export interface InstrumentationSelection {
  /** Undefined for all. */
  readonly enabled: readonly string[] | undefined;
  /** Wins over `enabled`. `['all']` for none at all. */
  readonly disabled: readonly string[];
}

/** Whether the built-in instrumentation `name` runs. */
export function isInstrumentationEnabled(selection: InstrumentationSelection, name: string): boolean {
  if (selection.disabled.includes('all') || selection.disabled.includes(name)) return false;
  return selection.enabled === undefined || selection.enabled.includes('all') || selection.enabled.includes(name);
}

export interface HttpConfiguration {
  /** Upper case; others become `_OTHER`. */
  readonly knownMethods: readonly string[];
  /** Paths, without query, that make no server span; `*` stands for any characters, `?` for one. */
  readonly ignoreIncomingPaths: readonly string[];
  /** Header names in lower case. */
  readonly captureServerRequestHeaders: readonly string[];
  readonly captureServerResponseHeaders: readonly string[];
  readonly captureClientRequestHeaders: readonly string[];
  readonly captureClientResponseHeaders: readonly string[];
  readonly ignoreIncomingRequest: ((request: IncomingMessage) => boolean) | undefined;
  /** An undici request (`fetch`) is neither of the two classes of `node:http`. */
  readonly ignoreOutgoingRequest: ((request: ClientRequest | UndiciRequest) => boolean) | undefined;
  readonly requestHook: ((span: Span, request: IncomingMessage | ClientRequest | UndiciRequest) => void) | undefined;
  readonly responseHook:
    | ((span: Span, response: ServerResponse | IncomingMessage | UndiciResponse) => void)
    | undefined;
}

/** The request of undici's diagnostics channels. */
export interface UndiciRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
}

/** The response of undici's diagnostics channels. */
export interface UndiciResponse {
  readonly statusCode: number;
  readonly statusText: string;
}

export interface RedactionConfiguration {
  readonly enabled: boolean;
  /** Further attribute keys whose values are redacted, whatever they are. */
  readonly keys: readonly string[];
  /** Further patterns; what matches inside a value is redacted. */
  readonly patterns: readonly RegExp[];
}

export interface LogsConfiguration {
  /** Where log records go. Empty for nowhere: then none are made. */
  readonly exporters: readonly ExporterConfiguration[];
  readonly batch: BatchConfiguration;
  /** Of a record. */
  readonly attributeValueLengthLimit: number;
  readonly attributeCountLimit: number;
  /** Whether text written with `console.log` and its like ends with the ids of the active span. */
  readonly stampConsole: boolean;
}
