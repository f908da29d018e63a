// The shapes of OpenTelemetry SDK objects that an application may hand over. Structural, so that those of any SDK
// generation fit and none has to be installed.
import type { Context } from '@opentelemetry/api';

/** `SpanProcessor` of the OpenTelemetry SDK. Methods are bivariant: a narrower span type in the SDK's own class fits. */
export interface StandardSpanProcessor {
  onStart(span: unknown, parentContext: Context): void;
  onEnding?(span: unknown): void;
  onEnd(span: unknown): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** `SpanExporter` of the OpenTelemetry SDK. `code` is 0 for success, 1 for failure. */
export interface StandardSpanExporter {
  export(spans: readonly unknown[], resultCallback: (result: { code: number; error?: Error }) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** `IdGenerator` of the OpenTelemetry SDK: 32 and 16 lower-case hex digits. */
export interface StandardIdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
}

/** `Instrumentation` of `@opentelemetry/instrumentation`. */
export interface StandardInstrumentation {
  readonly instrumentationName: string;
  enable(): void;
  disable(): void;
  setTracerProvider(provider: never): void;
  setMeterProvider?(provider: never): void;
}
