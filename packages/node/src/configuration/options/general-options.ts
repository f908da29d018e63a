import { defineOptions } from '../option.ts';
import { endpoint } from '../values/otlp-endpoint.ts';
import { resourceAttributes } from '../values/pairs.ts';
import {
  arrayOf,
  boolean,
  integer,
  listOf,
  objectWith,
  oneOf,
  onUnlessTrue,
  list,
  patterns,
  text,
} from '../values/value-types.ts';

export const switchOptions = defineOptions([
  {
    key: 'enabled',
    type: boolean,
    variables: ['OTEL_ENABLED'],
    default: true,
    description:
      'Whether tracing runs; a variable that says off wins over everything, one that says on wins over code.',
  },
  {
    key: 'sdkDisabled',
    type: boolean,
    variables: ['OTEL_SDK_DISABLED'],
    default: false,
    environmentOnly: true,
    description: 'Turns tracing off, whatever else is configured.',
  },
  {
    key: 'configFile',
    type: text,
    variables: ['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE'],
    environmentOnly: true,
    description:
      'A declarative configuration file, which replaces all other variables but the ones that turn tracing off; the second name is deprecated.',
  },
  {
    key: 'telemetry.enabled',
    type: boolean,
    default: false,
    description:
      'The `enabled` of a `telemetry:` section that the application has in a file of its own; read only if `telemetry` is given.',
  },
  {
    key: 'telemetry.otlp_endpoint',
    type: endpoint,
    description: 'Where to export, as `host:port` for plain-text gRPC, or as a URL.',
  },
  {
    key: 'logLevel',
    type: oneOf(['none', 'error', 'warn', 'info', 'debug'], {
      all: 'debug',
      verbose: 'debug',
      trace: 'debug',
      fatal: 'error',
    }),
    variables: ['OTEL_LOG_LEVEL'],
    default: 'info',
    description: 'Which messages of the runtime itself are written to standard error.',
  },
  {
    key: 'shutdownDeadlineMs',
    type: integer(),
    variables: ['OTEL_NODE_SHUTDOWN_DEADLINE'],
    default: 3000,
    unit: 'ms',
    description: 'How long the end of the process may wait for the last export.',
  },
]);

export const resourceOptions = defineOptions([
  {
    key: 'serviceName',
    type: text,
    variables: ['OTEL_SERVICE_NAME'],
    defaultText: 'the name in the nearest package.json of the main script, else `unknown_service:node`',
    description: 'The name of the service, `service.name`; wins over the one among the resource attributes.',
  },
  {
    key: 'resourceAttributes',
    type: resourceAttributes,
    variables: ['OTEL_RESOURCE_ATTRIBUTES'],
    default: {},
    defaultText: 'none',
    description:
      'Attributes of the process, on every span; keys of a variable win over those in code, both over detected ones.',
  },
  {
    key: 'resourceDetectors',
    type: listOf(['env', 'host', 'os', 'process', 'container', 'serviceinstance'], { all: true }),
    variables: ['OTEL_NODE_RESOURCE_DETECTORS'],
    default: ['env', 'host', 'os', 'process', 'container', 'serviceinstance'],
    defaultText: '`all`',
    description:
      'What the runtime finds out about the machine and the process; the variables are read with or without `env`.',
  },
  {
    key: 'googleCloudProject',
    type: text,
    variables: ['GOOGLE_CLOUD_PROJECT'],
    description: 'The Google Cloud project, as the resource attribute `gcp.project_id`.',
  },
]);

export const propagationOptions = defineOptions([
  {
    key: 'propagators',
    type: listOf(['tracecontext', 'baggage', 'b3', 'b3multi']),
    variables: ['OTEL_PROPAGATORS'],
    default: ['tracecontext', 'baggage'],
    description: 'How context travels between processes.',
  },
  {
    key: 'textMapPropagator',
    type: objectWith('TextMapPropagator', ['inject', 'extract', 'fields']),
    description: 'Stands in for `propagators`.',
  },
]);

export const instrumentationOptions = defineOptions([
  {
    key: 'instrumentations',
    type: arrayOf('Instrumentation', ['enable', 'disable', 'setTracerProvider']),
    default: [],
    defaultText: 'none',
    description: 'Standard instrumentations to run beside the built-in ones.',
  },
  {
    key: 'enabledInstrumentations',
    type: list,
    variables: ['OTEL_NODE_ENABLED_INSTRUMENTATIONS'],
    defaultText: '`all`',
    description:
      'The built-in instrumentations that may run, by name, as in `http,undici`; `http` is `http-server` and `http-client`.',
  },
  {
    key: 'disabledInstrumentations',
    type: list,
    variables: ['OTEL_NODE_DISABLED_INSTRUMENTATIONS'],
    default: [],
    defaultText: 'none',
    description:
      'The built-in instrumentations that do not run, by name, or `all`; wins over the list of enabled ones.',
  },
  {
    key: 'semconvStabilityOptIn',
    type: list,
    variables: ['OTEL_SEMCONV_STABILITY_OPT_IN'],
    environmentOnly: true,
    defaultText: 'none',
    description: 'Accepted and without effect: only the stable conventions are written.',
  },
]);

export const redactionOptions = defineOptions([
  {
    key: 'redaction.enabled',
    type: onUnlessTrue,
    variables: ['OTEL_NODE_REDACTION_DISABLED'],
    default: true,
    description: 'Whether secrets are taken out of spans; the variable says the opposite, `true` turns it off.',
  },
  {
    key: 'redaction.keys',
    type: list,
    variables: ['OTEL_NODE_REDACTION_KEYS'],
    default: [],
    defaultText: 'none',
    description: 'Attribute keys whose values are redacted, beside the built-in ones.',
  },
  {
    key: 'redaction.patterns',
    type: patterns,
    variables: ['OTEL_NODE_REDACTION_PATTERN'],
    default: [],
    defaultText: 'none',
    description: 'What is redacted inside of values, beside the built-in patterns; the variable holds one pattern.',
  },
]);
