import type { Span, SpanContext } from '@opentelemetry/api';

const INVALID: SpanContext = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

/**
 * A span that does nothing. The function given to `withSpan` gets it while tracing is off, and it stands for a parent of
 * which only the span context is known. Not `NonRecordingSpan`, which would load the identities and the wire format.
 */
export class AbsentSpan implements Span {
  readonly #spanContext: SpanContext;

  constructor(spanContext: SpanContext = INVALID) {
    this.#spanContext = spanContext;
  }

  spanContext(): SpanContext {
    return this.#spanContext;
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  end(): void {}

  isRecording(): boolean {
    return false;
  }

  recordException(): void {}
}

/** What `withSpan` passes on while tracing is off. */
export const ABSENT_SPAN: AbsentSpan = new AbsentSpan();
