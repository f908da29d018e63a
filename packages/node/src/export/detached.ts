import { AsyncLocalStorage } from 'node:async_hooks';
import { SUPPRESSED } from '../context/context.ts';
import { storage } from '../context/context-manager.ts';

// Taken while the runtime starts, outside of everything that the application stores in its own AsyncLocalStorages.
const runAtStart = AsyncLocalStorage.snapshot();

/**
 * Runs `fn` untraced and outside of the application's async contexts: a kept connection or a timer of ours must not hold
 * on to the request during which it was made.
 */
export function runDetached<T>(fn: () => T): T {
  return runAtStart(() => storage.run(SUPPRESSED, fn));
}
