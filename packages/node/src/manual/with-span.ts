import type { Span } from '@opentelemetry/api';
import { ABSENT_SPAN } from './absent-span.ts';
import { findTracerProvider } from './api-global.ts';
import { cover, shapeOf } from './cover.ts';
import { planSpan, type WithSpanOptions } from './span-start.ts';

/**
 * Runs `fn` in a new span, which is active in everything that `fn` calls and awaits, and which always ends: when `fn`
 * returns, when its promise settles, or, for a generator function, when its iteration ends (it starts with the iteration,
 * too). An error is recorded with its stack, sets the status ERROR, and is thrown on unchanged. Without an error the
 * status stays unset, as the specification asks of everybody but the application itself: say `ok: true` to set it.
 *
 * While tracing is off, `fn` is called with a span that does nothing. An object with a `then` that is no promise, such as
 * a query builder, comes back as the promise of its value.
 *
 * @param name - what is done, of low cardinality: `create_task`, not `create_task_17`.
 * @returns what `fn` returns.
 * @example
 * const task = await withSpan('create_task', { 'task.priority': 'high' }, async (span) => {
 *   const created = await repository.insert(command);
 *   span.setAttribute('task.id', created.id);
 *   return created;
 * });
 */
export function withSpan<T>(name: string, fn: (span: Span) => T): T;
export function withSpan<T>(name: string, options: WithSpanOptions | undefined, fn: (span: Span) => T): T;
export function withSpan<T>(
  name: string,
  second: WithSpanOptions | undefined | ((span: Span) => T),
  third?: (span: Span) => T,
): T {
  const fn = third ?? (second as (span: Span) => T);
  // Fast path: tracing is off.
  if (findTracerProvider() === undefined) return fn(ABSENT_SPAN);
  const options = third === undefined ? undefined : (second as WithSpanOptions);
  return cover(planSpan(name, options), fn, shapeOf(fn));
}
