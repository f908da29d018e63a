import type {
  Attributes,
  AttributeValue,
  Context,
  Span,
  SpanContext,
  SpanOptions,
  Tracer,
  TracerProvider,
} from '@opentelemetry/api';
import { withSpan as withActiveSpan } from '../context/context.ts';
import { RUNTIME_VERSION } from '../version.ts';
import { ABSENT_SPAN, AbsentSpan } from './absent-span.ts';
import { activeContext, findTracerProvider } from './api-global.ts';

/** What `withSpan` and `@traced` know beyond the name. */
export interface WithSpanOptions extends SpanOptions {
  /** The tracer, or the name of one: it says which part of the application the span is from. Default `@throughline/node`. */
  tracer?: Tracer | string;
  /** The parent, in place of the active span. `root: true` wins over it. */
  parent?: Span | SpanContext | Context;
  /** Sets the status OK where the function returns and set no status itself. Default false: the status stays unset. */
  ok?: boolean;
  /** Any key with a dot is an attribute of the span: `{ 'task.id': id }`. */
  [attribute: `${string}.${string}`]: AttributeValue | undefined;
}

/** What a span will be started from. */
export interface SpanPlan {
  readonly name: string;
  readonly options: WithSpanOptions | undefined;
  /** Whether success sets the status OK. */
  readonly ok: boolean;
  /** Its parent's context, taken when the helper was called. */
  readonly context: Context;
}

/** A started span and the context in which it is active. */
export interface StartedSpan {
  readonly span: Span;
  readonly context: Context;
}

/** Decides about the parent, which is the one at the time of the call, also where the span starts later. */
export function planSpan(name: string, options: WithSpanOptions | undefined): SpanPlan {
  return { name, options, ok: options?.ok === true, context: parentContext(options?.parent) };
}

/** Starts the span. */
export function startPlanned({ name, options, context }: SpanPlan): StartedSpan {
  const provider = findTracerProvider();
  if (provider === undefined) return { span: ABSENT_SPAN, context };
  const span = tracerOf(provider, options?.tracer).startSpan(name, spanOptions(options), context);
  return { span, context: withActiveSpan(context, span) };
}

function parentContext(parent: WithSpanOptions['parent']): Context {
  if (parent === undefined || parent === null) return activeContext();
  if ('getValue' in parent) return parent;
  return withActiveSpan(activeContext(), 'spanContext' in parent ? parent : new AbsentSpan(parent));
}

/** The last provider's tracer without a name: nearly every process has only one. */
let cachedProvider: TracerProvider | undefined;
let cachedTracer: Tracer | undefined;

function tracerOf(provider: TracerProvider, tracer: Tracer | string | undefined): Tracer {
  if (typeof tracer === 'string') return provider.getTracer(tracer);
  if (tracer !== undefined) return tracer;
  if (cachedTracer === undefined || cachedProvider !== provider) {
    cachedProvider = provider;
    cachedTracer = provider.getTracer('@throughline/node', RUNTIME_VERSION);
  }
  return cachedTracer;
}

/** The options as the API knows them: attributes that stand beside the options join the others. */
function spanOptions(options: WithSpanOptions | undefined): SpanOptions | undefined {
  for (const key in options) if (key.includes('.')) return withJoinedAttributes(options);
  return options;
}

function withJoinedAttributes(options: WithSpanOptions): SpanOptions {
  const attributes: Record<string, unknown> = { ...options.attributes };
  for (const [key, value] of Object.entries(options)) if (key.includes('.')) attributes[key] = value;
  return { ...options, attributes: attributes as Attributes };
}
