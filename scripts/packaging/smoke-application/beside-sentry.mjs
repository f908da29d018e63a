// Run by scripts/packaging/smoke.ts like `smoke.mjs`: Sentry in the same process, started before us and after us, as it comes
// and as an OpenTelemetry SDK, which it is on request.
import assert from 'node:assert/strict';
import { countTraces, namesOf, preload, runTraced } from './run-traced.mjs';

const sentry = ['--import', './start-sentry.mjs'];
const SENTRY_FIRST = [...sentry, ...preload, 'greeting.mjs'];
const SENTRY_SECOND = [...preload, ...sentry, 'greeting.mjs'];

const HTTP_ONLY = ['CLIENT GET', 'SERVER GET'];
const ALL = ['CLIENT GET', 'INTERNAL greet', 'INTERNAL work', 'SERVER GET'];

const OTHER_SDK =
  'throughline warn: another OpenTelemetry SDK registered first (trace, context, propagation by SentryTracerProvider): ' +
  'spans of the API go to it; load @throughline/node before it, or turn its tracing off\n';

for (const { name, args, openTelemetry, said, expected, traces } of [
  { name: 'first, as it comes', args: SENTRY_FIRST, openTelemetry: false, said: '', expected: ALL, traces: 1 },
  { name: 'second, as it comes', args: SENTRY_SECOND, openTelemetry: false, said: '', expected: ALL, traces: 1 },
  { name: 'first, SDK', args: SENTRY_FIRST, openTelemetry: true, said: OTHER_SDK, expected: HTTP_ONLY, traces: 1 },
  // It cannot register, but makes its own span of a request the active one: `greet` is in its trace.
  { name: 'second, SDK', args: SENTRY_SECOND, openTelemetry: true, said: '', expected: ALL, traces: 2 },
]) {
  const environment = { SENTRY_WITH_OPENTELEMETRY: String(openTelemetry) };
  const { spans, reports, stdout, stderr } = await runTraced(args, environment);
  // Sentry sends its reports by node:http, so that each is a request of the application, in a trace of its own.
  const own = spans.filter((span) => span.name !== 'POST');
  assert.equal(stdout, '200 hello\n', `Sentry ${name}`);
  assert.equal(stderr, said, `Sentry ${name}`);
  assert.deepEqual(namesOf(own), expected, `Sentry ${name}`);
  assert.equal(countTraces(own), traces, `Sentry ${name}: traces`);
  assert.notEqual(reports, 0, `Sentry ${name}: it reports, too`);
}
