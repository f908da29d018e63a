import type { Baggage, Context, Span } from '@opentelemetry/api';

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
  readonly #values: Values | undefined;

  constructor(span: Span | undefined, values?: Values) {
    this.span = span;
    this.#values = values;
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.span : this.#values?.get(key);
  }

  setValue(key: symbol, value: unknown): TraceContext {
    if (key === SPAN_KEY) return this.withSpan(value as Span | undefined);
    return new TraceContext(this.span, new Map(this.#values).set(key, value));
  }

  deleteValue(key: symbol): TraceContext {
    if (key === SPAN_KEY) return this.withSpan(undefined);
    const values = new Map(this.#values);
    values.delete(key);
    return new TraceContext(this.span, values);
  }

  /** A copy in which `span` is the active one. */
  withSpan(span: Span | undefined): TraceContext {
    return new TraceContext(span, this.#values);
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
