import { bootstrapTelemetry, isTelemetryEnabled } from '@throughline/node';
import { withoutTelemetryVariables } from './environment.ts';
import { TestingError } from './errors.ts';

const API = Symbol.for('opentelemetry.js.api.1');

/** Takes the runtime that is on; otherwise starts one that exports nothing and traces only what is written by hand. */
export function ensureRuntime(): void {
  if (isTelemetryEnabled()) return;
  assertNoOtherSdk();
  withoutTelemetryVariables(() =>
    bootstrapTelemetry({
      exporters: ['none'],
      disabledInstrumentations: ['all'],
      resourceDetectors: ['none'],
      sampler: 'always_on',
      logLevel: 'warn',
    }),
  );
}

function assertNoOtherSdk(): void {
  const registered = (globalThis as unknown as Record<symbol, { trace?: object } | undefined>)[API]?.trace;
  if (registered === undefined) return;
  const owner = registered.constructor?.name || 'an unknown class';
  throw new TestingError(
    'TL_OTHER_SDK',
    `cannot capture spans: got another OpenTelemetry SDK (${owner}), need none, or @throughline/node registered first`,
  );
}
