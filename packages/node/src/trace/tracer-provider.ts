import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import { toScope } from './instrumentation-scope.ts';
import { Tracer } from './tracer.ts';
import type { TracerShared } from './tracer-shared.ts';

/** OpenTelemetry's tracer provider: one tracer for each name, version and schema URL. */
export class TracerProvider implements ApiTracerProvider {
  readonly shared: TracerShared;
  readonly #tracers = new Map<string, Tracer>();

  readonly #flush: () => Promise<unknown>;

  /** @param flush - delivers what has ended; nothing, where nobody exports. */
  constructor(shared: TracerShared, flush: () => Promise<unknown> = async () => {}) {
    this.shared = shared;
    this.#flush = flush;
  }

  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer {
    const key = `${name}@${version ?? ''}:${options?.schemaUrl ?? ''}`;
    const known = this.#tracers.get(key);
    if (known !== undefined) return known;
    const tracer = new Tracer(toScope(name, version, options?.schemaUrl), this.shared);
    this.#tracers.set(key, tracer);
    return tracer;
  }

  /** As that of the SDK, which instrumentations of functions that are frozen after each call look for. Never rejects. */
  async forceFlush(): Promise<void> {
    await this.#flush();
  }

  /** The API has a proxy in this place, which is asked for the provider behind it. */
  getDelegate(): this {
    return this;
  }
}
