import type { Span, SpanContext } from '@opentelemetry/api';
import { createSpanContext } from './span-context.ts';
import type { SpanIdentity } from './identity.ts';

/**
 * A span that keeps nothing and only carries its identity on: an unsampled one, or a parent from another process. Its
 * ids are numbers until somebody asks for the text.
 */
export class NonRecordingSpan implements Span, SpanIdentity {
  readonly traceWord0: number;
  readonly traceWord1: number;
  readonly traceWord2: number;
  readonly traceWord3: number;
  readonly spanWord0: number;
  readonly spanWord1: number;
  readonly traceFlags: number;
  readonly traceStateText: string;
  readonly isRemote: boolean;
  #spanContext: SpanContext | undefined;

  constructor(identity: SpanIdentity) {
    this.traceWord0 = identity.traceWord0;
    this.traceWord1 = identity.traceWord1;
    this.traceWord2 = identity.traceWord2;
    this.traceWord3 = identity.traceWord3;
    this.spanWord0 = identity.spanWord0;
    this.spanWord1 = identity.spanWord1;
    this.traceFlags = identity.traceFlags;
    this.traceStateText = identity.traceStateText;
    this.isRemote = identity.isRemote;
  }

  spanContext(): SpanContext {
    return (this.#spanContext ??= createSpanContext(this));
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
