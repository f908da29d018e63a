import type { EventEmitter } from 'node:events';
import { findContextManager } from './api-global.ts';

/**
 * Ties a callback, or all listeners of an event emitter, to the span that is active now. For whatever loses it: a pool
 * that calls back from another request, an emitter shared by many, a queue of functions.
 *
 * @returns the bound function, or the same emitter; the target itself while tracing is off.
 * @example
 * pool.acquire(bind((connection) => addEvent('connection_acquired')));
 */
export function bind<T extends ((...args: never[]) => unknown) | EventEmitter>(target: T): T {
  const manager = findContextManager();
  return manager === undefined ? target : manager.bind(manager.active(), target);
}
