// The registration of OpenTelemetry's API, read where it stands. Importing @opentelemetry/api for it would cost 15 ms of
// start-up; this costs a property read, and finds whichever SDK has registered, or none.
import type { Context, ContextManager, TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import { ROOT } from '../context/context.ts';

const API = Symbol.for('opentelemetry.js.api.1');

interface Registration {
  readonly trace?: TracerProvider;
  readonly context?: ContextManager;
  readonly propagation?: TextMapPropagator;
}

const slots = globalThis as unknown as Record<symbol, Registration | undefined>;

/** The registered tracer provider; `undefined` while tracing is off. */
export function findTracerProvider(): TracerProvider | undefined {
  return slots[API]?.trace;
}

/** The registered context manager. */
export function findContextManager(): ContextManager | undefined {
  return slots[API]?.context;
}

/** The registered propagator. */
export function findPropagator(): TextMapPropagator | undefined {
  return slots[API]?.propagation;
}

/** The active context, the root one where nothing carries any. */
export function activeContext(): Context {
  return slots[API]?.context?.active() ?? ROOT;
}

/** Calls `fn(...args)` with `context` active, as far as somebody carries contexts. */
export function runInContext<A extends unknown[], R>(context: Context, fn: (...args: A) => R, ...args: A): R {
  const manager = slots[API]?.context;
  return manager === undefined ? fn(...args) : manager.with(context, fn, undefined, ...args);
}
