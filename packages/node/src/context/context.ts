import type { Baggage, Context, Span } from '@opentelemetry/api';
import { getRpcMetadata, RPC_METADATA_KEY } from './rpc-metadata.ts';

// The API's keys: it makes them with Symbol.for, so that every copy of the API, and we, mean the same slot.
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');
const BAGGAGE_KEY = Symbol.for('OpenTelemetry Baggage Key');
const SUPPRESS_KEY = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

type Values = ReadonlyMap<symbol, unknown>;

/**
 * An immutable OpenTelemetry context. The active span has a field of its own, because it is what nearly every read and
 * write is about; everything else shares one map.
 */
export class TraceContext implements Context {
  /** The active span, whoever made it. */
  readonly span: Span | undefined;
  /** The span of the request that this is part of, where it was received by an instrumentation of ours. */
  readonly serverSpan: Span | undefined;
  readonly #values: Values | undefined;

  constructor(span: Span | undefined, values?: Values, serverSpan?: Span) {
    this.span = span;
    this.serverSpan = serverSpan;
    this.#values = values;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span;
    const value = this.#values?.get(key);
    if (key === RPC_METADATA_KEY && value === undefined && this.serverSpan !== undefined) {
      return getRpcMetadata(this.serverSpan);
    }
    return value;
  }

  setValue(key: symbol, value: unknown): TraceContext {
    if (key === SPAN_KEY) return this.withSpan(value as Span | undefined);
    return new TraceContext(this.span, new Map(this.#values).set(key, value), this.serverSpan);
  }

  deleteValue(key: symbol): TraceContext {
    if (key === SPAN_KEY) return this.withSpan(undefined);
    const values = new Map(this.#values);
    values.delete(key);
    return new TraceContext(this.span, values, key === RPC_METADATA_KEY ? undefined : this.serverSpan);
  }

  /** A copy in which `span` is the active one. */
  withSpan(span: Span | undefined): TraceContext {
    return new TraceContext(span, this.#values, this.serverSpan);
  }

  /** A copy in which `span`, that of a request just received, is the active one. */
  withServerSpan(span: Span): TraceContext {
    return new TraceContext(span, this.#values, span);
  }

  /** True where nothing but the active span has ever been set. */
  get isPlain(): boolean {
    return this.#values === undefined;
  }
}

/** The empty context. */
export const ROOT: TraceContext = new TraceContext(undefined);

/** A context in which nothing is traced: exports run in it. */
export const SUPPRESSED: TraceContext = ROOT.setValue(SUPPRESS_KEY, true);

/** The active span of any implementation's context. */
export function getSpan(context: Context): Span | undefined {
  return context instanceof TraceContext ? context.span : (context.getValue(SPAN_KEY) as Span | undefined);
}

/** A copy of any implementation's context in which `span` is active. */
export function withSpan(context: Context, span: Span): Context {
  return context instanceof TraceContext ? context.withSpan(span) : context.setValue(SPAN_KEY, span);
}

/** The same for the span of a request that has just been received. */
export function withServerSpan(context: Context, span: Span): Context {
  return context instanceof TraceContext ? context.withServerSpan(span) : context.setValue(SPAN_KEY, span);
}

/** A copy of any implementation's context in which no span is active. */
export function withoutSpan(context: Context): Context {
  return context.deleteValue(SPAN_KEY);
}

/** Whether tracing is suppressed, by us or by the SDK's `suppressTracing`. */
export function isSuppressed(context: Context): boolean {
  if (context instanceof TraceContext && context.isPlain) return false;
  return context.getValue(SUPPRESS_KEY) === true;
}

/** The baggage of a context. */
export function getBaggage(context: Context): Baggage | undefined {
  return context.getValue(BAGGAGE_KEY) as Baggage | undefined;
}

/** A copy of the context with other baggage. */
export function withBaggage(context: Context, baggage: Baggage): Context {
  return context.setValue(BAGGAGE_KEY, baggage);
}

/** A copy of the context without baggage. */
export function withoutBaggage(context: Context): Context {
  return context.deleteValue(BAGGAGE_KEY);
}
