import type { Context, SpanOptions } from '@opentelemetry/api';
import { ROOT } from '../context/context.ts';
import { RANDOM_FLAG, randomNonZeroWord, randomWord, type SpanIdentity } from './identity.ts';

/** An `IdGenerator` as the SDK defines it: hex text. */
export interface IdGenerator {
  /** 32 hex digits. */
  generateTraceId(): string;
  /** 16 hex digits. */
  generateSpanId(): string;
}

/**
 * What a span grows from: identity, name and parent before the sampler decides, flags and trace state after. One seed is
 * filled again and again; it is valid until the next span starts.
 */
export class SpanSeed implements SpanIdentity {
  traceWord0 = 0;
  traceWord1 = 0;
  traceWord2 = 0;
  traceWord3 = 0;
  spanWord0 = 0;
  spanWord1 = 0;
  traceFlags = 0;
  traceStateText = '';
  readonly isRemote = false;
  parent: SpanIdentity | undefined = undefined;
  name = '';
  /** The API's kind: 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  kind = 0;
  context: Context = ROOT;
  options: SpanOptions | undefined = undefined;
  /** Attributes that the sampler adds. */
  samplerAttributes: Readonly<Record<string, unknown>> | undefined = undefined;

  /** Takes the trace from `parent`, or begins a new one; always a new span id. */
  fillIdentity(parent: SpanIdentity | undefined): void {
    this.parent = parent;
    this.samplerAttributes = undefined;
    if (parent === undefined) this.#beginTrace();
    else this.#continueTrace(parent);
    this.spanWord0 = randomWord();
    this.spanWord1 = randomNonZeroWord();
  }

  #beginTrace(): void {
    this.traceWord0 = randomWord();
    this.traceWord1 = randomWord();
    this.traceWord2 = randomWord();
    this.traceWord3 = randomNonZeroWord();
    this.traceFlags = RANDOM_FLAG;
    this.traceStateText = '';
  }

  #continueTrace(parent: SpanIdentity): void {
    this.traceWord0 = parent.traceWord0;
    this.traceWord1 = parent.traceWord1;
    this.traceWord2 = parent.traceWord2;
    this.traceWord3 = parent.traceWord3;
    this.traceFlags = parent.traceFlags & RANDOM_FLAG;
    this.traceStateText = parent.traceStateText;
  }
}
