import type { SpanContext } from '@opentelemetry/api';
import type { SpanIdentity } from './identity.ts';
import { InertSpan } from './inert-span.ts';
import { createSpanContext } from './span-context.ts';

/**
 * A span that keeps nothing and only carries its identity on: an unsampled one, or a parent from another process. Its
 * ids are numbers until somebody asks for the text.
 */
export class NonRecordingSpan extends InertSpan implements SpanIdentity {
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
    super();
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
}
