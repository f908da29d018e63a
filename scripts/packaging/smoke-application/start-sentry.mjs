// What an application's `instrument.mjs` has in it. The address is in SENTRY_DSN.
import { init } from '@sentry/node';

init({ tracesSampleRate: 1, enableOpenTelemetrySetup: process.env.SENTRY_WITH_OPENTELEMETRY === 'true' });
