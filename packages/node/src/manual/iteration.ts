// Spans around generators. The code between two values belongs to the consumer: the span is active only while the
// generator runs, and every resumption enters it anew. The outer generators do what generators do (start late, queue,
// carry the iterator helpers) and delegate the rest, `return` and `throw` included, by `yield*`.
import type { Span } from '@opentelemetry/api';
import { runInContext } from './api-global.ts';
import { fail, succeed } from './outcome.ts';
import { type SpanPlan, startPlanned } from './span-start.ts';

type Step = 'next' | 'return' | 'throw';
type Values = Generator<unknown, unknown, unknown>;
type AsyncValues = AsyncGenerator<unknown, unknown, unknown>;

/** A generator whose span lasts from the first value asked for to the end, also by `break`. Never asked, no span. */
export function* coverGenerator(plan: SpanPlan, fn: (span: Span) => Values): Values {
  const { span, context } = startPlanned(plan);
  const source = runOrFail(span, () => runInContext(context, fn, span));
  const step = (method: Step) => (value?: unknown) => {
    const result = runOrFail(span, () => runInContext(context, () => source[method](value)));
    if (result.done === true) succeed(span, plan.ok);
    return result;
  };
  const iterator = { next: step('next'), return: step('return'), throw: step('throw') };
  return yield* { [Symbol.iterator]: () => iterator };
}

/** The same for an asynchronous generator. */
export async function* coverAsyncGenerator(plan: SpanPlan, fn: (span: Span) => AsyncValues): AsyncValues {
  const { span, context } = startPlanned(plan);
  const source = runOrFail(span, () => runInContext(context, fn, span));
  const step = (method: Step) => async (value?: unknown) => {
    try {
      const result = await runInContext(context, async () => source[method](value));
      if (result.done === true) succeed(span, plan.ok);
      return result;
    } catch (error) {
      fail(span, error);
      throw error;
    }
  };
  const iterator = { next: step('next'), return: step('return'), throw: step('throw') };
  return yield* { [Symbol.asyncIterator]: () => iterator };
}

function runOrFail<T>(span: Span, run: () => T): T {
  try {
    return run();
  } catch (error) {
    fail(span, error);
    throw error;
  }
}
