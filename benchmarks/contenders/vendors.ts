import type { Contender } from './contender.ts';

/** Datadog: an agent on the sink's port; telemetry about itself and remote configuration off, tracing as it comes. */
export const datadog: Contender = {
  name: 'dd-trace',
  label: 'Datadog dd-trace',
  packages: ['dd-trace'],
  nodeArguments: ['--require', 'dd-trace/init'],
  environment: ({ url, ratio }) => ({
    DD_SERVICE: 'benchmark',
    DD_TRACE_AGENT_URL: url,
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_TRACE_STARTUP_LOGS: 'false',
    ...(ratio === undefined ? undefined : { DD_TRACE_SAMPLE_RATE: String(ratio), DD_TRACE_RATE_LIMIT: '-1' }),
  }),
};

/** Sentry as it comes: it posts each trace on its own, at most 64 at a time, and drops what goes beyond. */
export const sentry: Contender = {
  name: 'sentry',
  label: 'Sentry',
  packages: ['@sentry/node'],
  nodeArguments: ['--import', './contenders/sentry.mjs'],
  requestShare: 0.125,
  environment: ({ port, ratio = 1 }) => ({
    SENTRY_DSN: `http://benchmark@127.0.0.1:${port}/1`,
    SENTRY_TRACES_SAMPLE_RATE: String(ratio),
  }),
};
