import type { TextMapPropagator } from '@opentelemetry/api';
import type { HttpConfiguration } from '../configuration/configuration.ts';
import type { LibraryConfiguration } from '../configuration/library-configuration.ts';
import type { LogPipeline } from '../logs/log-pipeline.ts';
import type { TracerProvider } from '../trace/tracer-provider.ts';

/** What an instrumentation works with. */
export interface InstrumentationContext {
  readonly provider: TracerProvider;
  readonly propagator: TextMapPropagator;
  /** True where the propagator is exactly W3C trace context and baggage, for which there is a shorter way. */
  readonly isW3c: boolean;
  readonly http: HttpConfiguration;
  readonly libraries: LibraryConfiguration;
  /** Where lines of libraries become log records; undefined where records go nowhere. */
  readonly logs?: LogPipeline;
  /** Whether text written with `console.log` and its like ends with the ids of the active span. Default false. */
  readonly stampConsole?: boolean;
}

/** A built-in instrumentation, as `OTEL_NODE_DISABLED_INSTRUMENTATIONS` names it. */
export interface Instrumentation {
  readonly name: string;
  /** Starts it; returns how to stop it. */
  enable(context: InstrumentationContext): () => void;
}
