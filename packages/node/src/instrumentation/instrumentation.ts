import type { TextMapPropagator } from '@opentelemetry/api';
import type { HttpConfiguration } from '../configuration/configuration.ts';
import type { LibraryConfiguration } from '../configuration/library-configuration.ts';
import type { TracerProvider } from '../trace/tracer-provider.ts';

/** What an instrumentation works with. */
export interface InstrumentationContext {
  readonly provider: TracerProvider;
  readonly propagator: TextMapPropagator;
  /** True where the propagator is exactly W3C trace context and baggage, for which there is a shorter way. */
  readonly isW3c: boolean;
  readonly http: HttpConfiguration;
  readonly libraries: LibraryConfiguration;
}

/** A built-in instrumentation, as `OTEL_NODE_DISABLED_INSTRUMENTATIONS` names it. */
export interface Instrumentation {
  readonly name: string;
  /** Starts it; returns how to stop it. */
  enable(context: InstrumentationContext): () => void;
}
