// A span over one run of a function, whatever the function's way to hand out its result.
import type { Span } from '@opentelemetry/api';
import { runInContext } from './api-global.ts';
import { coverAsyncGenerator, coverGenerator } from './iteration.ts';
import { fail, succeed } from './outcome.ts';
import { type SpanPlan, startPlanned } from './span-start.ts';

/** How a function hands out its results, which decides how long its span lasts. */
export type Shape = 'call' | 'generator' | 'async-generator';

/** The shape of a function, from its class: it must be known before the function is called. */
export function shapeOf(fn: object): Shape {
  const tag = (fn as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  if (tag === 'GeneratorFunction') return 'generator';
  return tag === 'AsyncGeneratorFunction' ? 'async-generator' : 'call';
}

/** Runs `fn`, which has the given shape, in the planned span. */
export function cover<T>(plan: SpanPlan, fn: (span: Span) => T, shape: Shape): T {
  if (shape === 'generator') return coverGenerator(plan, fn as never) as T;
  if (shape === 'async-generator') return coverAsyncGenerator(plan, fn as never) as T;
  return coverCall(plan, fn);
}

function coverCall<T>(plan: SpanPlan, fn: (span: Span) => T): T {
  const { span, context } = startPlanned(plan);
  let result: unknown;
  try {
    result = runInContext(context, invoke, fn, span);
  } catch (error) {
    fail(span, error);
    throw error;
  }
  if (result instanceof Promise) return coverPromise(result, span, plan.ok) as T;
  succeed(span, plan.ok);
  return result as T;
}

function invoke(fn: (span: Span) => unknown, span: Span): unknown {
  const result = fn(span);
  return isForeignThenable(result) ? adopt(result) : result;
}

function isForeignThenable(value: unknown): value is PromiseLike<unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return !(value instanceof Promise) && typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
}

/** Asks for the value at once, in the span: many a thenable only then begins to work. */
async function adopt(thenable: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    thenable.then(resolve, reject);
  });
}

/** The derived promise, not the given one with two listeners: an error that nobody handles stays unhandled. */
function coverPromise(promise: Promise<unknown>, span: Span, ok: boolean): Promise<unknown> {
  return promise.then(
    (value) => {
      succeed(span, ok);
      return value;
    },
    (error: unknown) => {
      fail(span, error);
      throw error;
    },
  );
}
