import type { AttributeValue, Sampler, SpanKind, TextMapPropagator } from '@opentelemetry/api';
import type {
  HttpConfiguration,
  LogLevel,
  OtlpProtocol,
  PropagatorName,
  ResourceDetectorName,
} from './configuration.ts';
import type {
  ChildProcessConfiguration,
  MessagingConfiguration,
  NetConfiguration,
  RedisConfiguration,
  SshConfiguration,
  WebSocketConfiguration,
} from './library-configuration.ts';
import type {
  StandardIdGenerator,
  StandardInstrumentation,
  StandardSpanExporter,
  StandardSpanProcessor,
} from './standard-objects.ts';

/**
 * What an application may say in code. Everything is optional, and the environment wins over all of it, so that an
 * operator can change and roll back without a new build. Units, defaults and variables: docs/configuration.md.
 *
 * @example
 * bootstrapTelemetry({ serviceName: 'shop', sampler: 'parentbased_traceidratio', samplerRatio: 0.1 });
 */
export interface TelemetryOptions {
  /** Whether tracing runs. Default true. */
  enabled?: boolean;
  /**
   * The `telemetry:` section of the application's own configuration, as it was parsed. If the key is there at all, also
   * with `undefined` or `null` for a section that nobody wrote, tracing is off unless the section says `enabled: true`.
   */
  telemetry?: { enabled?: boolean | null; otlp_endpoint?: string | null } | null;
  /** Messages of the runtime itself, on standard error. Default `info`. */
  logLevel?: LogLevel;
  /** Milliseconds that the end of the process may wait for the last export. Default 3000. */
  shutdownDeadlineMs?: number;

  /** `service.name`. Default the name in the nearest package.json of the main script. */
  serviceName?: string;
  /** Attributes of the process, on every span. */
  resourceAttributes?: Record<string, AttributeValue>;
  /** What is found out about the machine and the process. Default all. */
  resourceDetectors?: readonly (ResourceDetectorName | 'all' | 'none')[];
  /** Sets the resource attribute `gcp.project_id`. */
  googleCloudProject?: string;

  /** How context travels. Default `['tracecontext', 'baggage']`. */
  propagators?: readonly (PropagatorName | 'none')[];
  /** Stands in for `propagators`. */
  textMapPropagator?: TextMapPropagator;
  /** What becomes of baggage. */
  baggage?: {
    /** Keys that become attributes `baggage.<key>` of every span. Default none. */
    attributes?: readonly string[];
    /** The same for personal values, of which a keyed hash is written. Default none. */
    hashedAttributes?: readonly string[];
    /** The key of that hash. Default random in each process. */
    hashKey?: string;
    /** Hosts that baggage is sent to: patterns, `private` for those of the own network, `none`. Default `['private']`. */
    hosts?: readonly string[];
    /** Whether servers take over the baggage of requests. Default true. */
    accept?: boolean;
  };

  /** Which traces are recorded. Default `parentbased_always_on`. */
  sampler?: SamplerOption;
  /** From 0 to 1, for a sampler given by a name that takes a ratio; alone, for `parentbased_traceidratio`. */
  samplerRatio?: number;
  idGenerator?: StandardIdGenerator;
  /** Bounds of a span. Texts over theirs are cut, surplus items are dropped and counted. */
  limits?: {
    /** UTF-16 units, or `Infinity`. Default 4096. */
    attributeValueLengthLimit?: number;
    /** Default 128, like all below. */
    attributeCountLimit?: number;
    eventCountLimit?: number;
    linkCountLimit?: number;
    eventAttributeCountLimit?: number;
    linkAttributeCountLimit?: number;
  };

  /** How spans are collected for export. */
  batch?: {
    /** Default 5000. */
    scheduleDelayMs?: number;
    /** 0 for no limit. Default 30000. */
    exportTimeoutMs?: number;
    /** Spans. Default 512. */
    maxExportBatchSize?: number;
    /** Spans. Default unbounded: `maxQueueBytes` is what counts. */
    maxQueueSize?: number;
    /** Default 32 MiB. */
    maxQueueBytes?: number;
    /** What stays when the queue is full. Default `newest`. */
    keep?: 'newest' | 'oldest';
  };
  /** Standard span processors. With any, the default exporter is not added: name `exporters` to have both. */
  spanProcessors?: readonly StandardSpanProcessor[];
  /** Standard span exporters. With any, the default exporter is not added: name `exporters` to have both. */
  spanExporters?: readonly StandardSpanExporter[];
  /** Where spans go. Default `['otlp']`. */
  exporters?: readonly ExporterName[];
  /** Adds the console to the exporters. Default false. */
  consoleExporter?: boolean;
  fileExporter?: {
    /** Default `traces.jsonl` in the working directory. */
    path?: string;
  };
  otlp?: {
    /** Base URL, to which `/v1/traces` is added, or for gRPC also `host:port`. Default `http://localhost:4318`. */
    endpoint?: string;
    /** URL for traces, used as it is. */
    tracesEndpoint?: string;
    /** Default `grpc` for port 4317, else `http/protobuf`. */
    protocol?: OtlpProtocol;
    headers?: Record<string, string>;
    /** Of one attempt; 0 for no limit. Default 10000. */
    timeoutMs?: number;
    /** Default `none`. */
    compression?: 'none' | 'gzip';
    /** Plain text for gRPC to an endpoint without scheme. Default false. */
    insecure?: boolean;
    /** PEM files. */
    certificateFile?: string;
    clientKeyFile?: string;
    clientCertificateFile?: string;
    /** Default 64 MiB. */
    maxRequestBytes?: number;
    /** Default 4 MiB. */
    maxResponseBytes?: number;
  };

  logs?: {
    /** Where log records go. Default `['none']`. */
    exporters?: readonly LogExporterName[];
    /** Ends text written with `console.log` and its like with the ids of the active span. Default false. */
    stampConsole?: boolean;
    /** UTF-16 units, or `Infinity`. Default 4096. */
    attributeValueLengthLimit?: number;
    /** Default 128. */
    attributeCountLimit?: number;
    /** Default 1000. */
    scheduleDelayMs?: number;
    /** 0 for no limit. Default 30000. */
    exportTimeoutMs?: number;
    /** Log records. Default 512. */
    maxExportBatchSize?: number;
    /** Log records. Default unbounded: `batch.maxQueueBytes` is what counts. */
    maxQueueSize?: number;
    /** URL for logs, used as it is. This and what follows: default what `otlp` says. */
    endpoint?: string;
    protocol?: OtlpProtocol;
    headers?: Record<string, string>;
    timeoutMs?: number;
    compression?: 'none' | 'gzip';
    insecure?: boolean;
    certificateFile?: string;
    clientKeyFile?: string;
    clientCertificateFile?: string;
  };

  /** Standard instrumentations to run beside the built-in ones. */
  instrumentations?: readonly StandardInstrumentation[];
  /** Built-in instrumentations that may run. Default all. */
  enabledInstrumentations?: readonly string[];
  /** Built-in instrumentations that do not run, or `all`. */
  disabledInstrumentations?: readonly string[];
  http?: Partial<HttpConfiguration>;
  /** Sockets of `ws`. */
  webSocket?: Partial<WebSocketConfiguration>;
  childProcess?: Partial<ChildProcessConfiguration>;
  net?: Partial<NetConfiguration>;
  /** ioredis and node-redis. */
  redis?: Partial<RedisConfiguration>;
  ssh?: Partial<SshConfiguration>;
  /** BullMQ, NATS, RabbitMQ, Kafka. */
  messaging?: Partial<MessagingConfiguration>;
  redaction?: {
    /** Default true. */
    enabled?: boolean;
    /** Attribute keys whose values are redacted, beside the built-in ones. */
    keys?: readonly string[];
    /** What is redacted inside of values, beside the built-in patterns. */
    patterns?: readonly RegExp[];
  };
}

export type ExporterName = 'otlp' | 'console' | 'file' | 'otlp/stdout' | 'none';

export type LogExporterName = 'otlp' | 'console' | 'otlp/stdout' | 'none';

export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'probability'
  | 'parentbased'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio'
  | 'parentbased_probability';

/** `root` decides where there is no parent; below it, spans follow their parent. */
export type SamplerOption =
  | SamplerName
  | Sampler
  | { name: SamplerName; ratio?: number }
  | { root: SamplerOption }
  | { rules: readonly SamplerRuleOption[]; otherwise?: SamplerOption };

/** Matches if all its conditions do. In names and values `*` stands for any characters, `?` for one. */
export interface SamplerRuleOption {
  spanNames?: readonly string[];
  spanKinds?: readonly SpanKind[];
  parents?: readonly ('none' | 'remote' | 'local')[];
  /** By key: the values, one of which must match. */
  attributes?: Record<string, string | number | boolean | readonly (string | number | boolean)[]>;
  /** Decides for the spans that match. */
  sampler: SamplerOption;
}

/** The type of the option at a path, as a source gives it. */
export type OptionValue<Path extends string> = At<TelemetryOptions & EnvironmentOnlyOptions, Path>;

interface EnvironmentOnlyOptions {
  sdkDisabled?: boolean;
  configFile?: string;
  semconvStabilityOptIn?: readonly string[];
}

type At<Options, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Options
    ? At<NonNullable<Options[Head]>, Rest>
    : never
  : Path extends keyof Options
    ? Exclude<Options[Path], undefined>
    : never;
