// The public entry. Light on purpose: with tracing off, importing it loads nothing of the runtime.
export {
  addSpanProcessor,
  bootstrapTelemetry,
  flushTelemetry,
  getTelemetryStatus,
  instrument,
  isTelemetryEnabled,
  shutdownTelemetry,
} from './lifecycle.ts';
export { connectClientInterceptor, connectServerInterceptor } from './manual/connect-interceptors.ts';
export { defineBaggage, getBaggage, withBaggage } from './manual/baggage.ts';
export { traceCommand } from './manual/trace-command.ts';
export { bind } from './manual/bind.ts';
export {
  addEvent,
  currentSpan,
  currentTraceId,
  recordException,
  setAttribute,
  setAttributes,
} from './manual/current-span.ts';
export { traced } from './manual/traced.ts';
export { withSpan } from './manual/with-span.ts';
export { ThroughlineError } from './errors.ts';
export { RUNTIME_VERSION } from './version.ts';
export type { BaggageValues, DefinedBaggage } from './manual/baggage.ts';
export type { WithSpanOptions } from './manual/span-start.ts';
export type { SamplerOption, SamplerRuleOption, TelemetryOptions } from './configuration/telemetry-options.ts';
export type { WebSocketEnvelope } from './configuration/library-configuration.ts';
export type { MethodDecorator } from './manual/traced.ts';
export type {
  StandardIdGenerator,
  StandardInstrumentation,
  StandardSpanExporter,
  StandardSpanProcessor,
} from './configuration/standard-objects.ts';
export type { ActiveStatus, ExporterStatus, InactiveStatus, TelemetryStatus } from './diagnostics/status.ts';
export type { SaidMessage } from './diagnostics/reporter.ts';
