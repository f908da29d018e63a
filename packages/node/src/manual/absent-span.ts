import type { SpanContext } from '@opentelemetry/api';
import { InertSpan } from '../trace/inert-span.ts';

const INVALID: SpanContext = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

/**
 * A span that does nothing. The function given to `withSpan` gets it while tracing is off, and it stands for a parent of
 * which only the span context is known. Not `NonRecordingSpan`, which would load the identities and the wire format.
 */
export class AbsentSpan extends InertSpan {
  readonly #spanContext: SpanContext;

  constructor(spanContext: SpanContext = INVALID) {
    super();
    this.#spanContext = spanContext;
  }

  spanContext(): SpanContext {
    return this.#spanContext;
  }
}

/** What `withSpan` passes on while tracing is off. */
export const ABSENT_SPAN: AbsentSpan = new AbsentSpan();
