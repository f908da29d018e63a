import type { Span, SpanContext } from '@opentelemetry/api';

/** What the spans have in common that keep nothing. Loads nothing: it is part of a process with tracing off, too. */
export abstract class InertSpan implements Span {
  abstract spanContext(): SpanContext;

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
