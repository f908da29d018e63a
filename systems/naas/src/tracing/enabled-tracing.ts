import { context, propagation } from '@opentelemetry/api';
import { bootstrapTelemetry, currentSpan, currentTraceId, withSpan } from '@throughline/node';
import type { Tracing } from './tracing.ts';

/**
 * The spans of this system say what happens between a request and a device. What the libraries below would add is left out: the
 * shell of an SSH connection, the commands of the queue to Redis, and that a job was put into a queue, which the span of the
 * request says. `OTEL_NODE_DISABLED_INSTRUMENTATIONS`, with anything else in it, brings them back.
 */
const LEFT_OUT = { 'naas-api': ['bullmq', 'ioredis'], 'naas-worker': ['ioredis', 'ssh2'] };

/** Loads the runtime. */
export function createTracing(service: 'naas-api' | 'naas-worker'): Tracing {
  bootstrapTelemetry({
    serviceName: service,
    disabledInstrumentations: LEFT_OUT[service],
    // An audit gathers what many jobs did: it is no part of any of their traces.
    messaging: { linkedDestinations: ['naas-audit'] },
  });
  return {
    span: (name, attributes, work) => withSpan(name, { attributes: { ...attributes } }, work),
    describe(name, attributes) {
      currentSpan()
        ?.updateName(name)
        .setAttributes({ ...attributes });
    },
    traceId: currentTraceId,
    carrier() {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      return carrier.traceparent === undefined ? undefined : JSON.stringify(carrier);
    },
  };
}
