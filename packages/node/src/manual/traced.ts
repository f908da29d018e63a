import { ThroughlineError } from '../errors.ts';
import { findTracerProvider } from './api-global.ts';
import { cover, shapeOf } from './cover.ts';
import { planSpan, type WithSpanOptions } from './span-start.ts';

type Method<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** A standard (stage 3) method decorator. */
export type MethodDecorator = <This, Args extends unknown[], Result>(
  method: Method<This, Args, Result>,
  context: ClassMethodDecoratorContext<This, Method<This, Args, Result>>,
) => Method<This, Args, Result>;

/**
 * Runs every call of a method in a span of its own, as `withSpan` does, whether the method is synchronous, asynchronous
 * or a generator.
 *
 * @param name - default `Class.method`, with the class that defines the method.
 * @throws ThroughlineError `TL_INVALID_OPTION` where it decorates no method, or is compiled with `experimentalDecorators`.
 * @example
 * class TaskRepository {
 *   @traced({ 'db.system.name': 'mongodb' })
 *   async insert(task: Task): Promise<Task> { … }
 * }
 */
export function traced(options?: WithSpanOptions): MethodDecorator;
export function traced(name: string | undefined, options?: WithSpanOptions): MethodDecorator;
export function traced(first?: string | WithSpanOptions, second?: WithSpanOptions): MethodDecorator {
  const name = typeof first === 'string' ? first : undefined;
  const options = typeof first === 'object' ? first : second;
  if (typeof first === 'function') throw cannotDecorate('a method in place of a name', '@traced()');
  return (method, context) => {
    assertMethodContext(context);
    return decorate(method, context.name, { name, options });
  };
}

interface Naming {
  readonly name: string | undefined;
  readonly options: WithSpanOptions | undefined;
}

function decorate<This, Args extends unknown[], Result>(
  method: Method<This, Args, Result>,
  key: string | symbol,
  { name, options }: Naming,
): Method<This, Args, Result> {
  const shape = shapeOf(method);
  let known = name;
  function spanned(this: This, ...args: Args): Result {
    // Fast path: tracing is off.
    if (findTracerProvider() === undefined) return method.apply(this, args);
    known ??= findDefiningClass(this, key, spanned)?.concat('.', memberName(key));
    const spanName = known ?? [classNameOf(this), memberName(key)].filter(Boolean).join('.');
    return cover(planSpan(spanName, options), () => method.apply(this, args), shape);
  }
  Object.defineProperty(spanned, 'name', { value: method.name, configurable: true });
  Object.defineProperty(spanned, 'length', { value: method.length, configurable: true });
  return spanned;
}

/** The class on whose prototype the method stands: not the one of a subclass's instance. None for a private method. */
function findDefiningClass(target: unknown, key: string | symbol, method: unknown): string | undefined {
  for (let holder = target; holder !== null && holder !== undefined; holder = Object.getPrototypeOf(holder)) {
    if (Object.getOwnPropertyDescriptor(holder, key)?.value === method) return classNameOf(holder);
  }
  return undefined;
}

function classNameOf(holder: unknown): string | undefined {
  const named = typeof holder === 'function' ? holder : (holder as { constructor?: { name?: unknown } })?.constructor;
  return typeof named?.name === 'string' && named.name !== '' ? named.name : undefined;
}

function memberName(key: string | symbol): string {
  return typeof key === 'string' ? key : (key.description ?? 'symbol');
}

function assertMethodContext(context: { readonly kind?: unknown }): void {
  if (context?.kind === 'method') return;
  const got = typeof context?.kind === 'string' ? `a ${context.kind}` : 'a call of experimentalDecorators';
  throw cannotDecorate(got, 'a method, by standard decorators');
}

function cannotDecorate(got: string, need: string): ThroughlineError {
  return new ThroughlineError('TL_INVALID_OPTION', `cannot decorate with @traced: got ${got}, need ${need}`);
}
