// CommonJS: Node publishes what each `require` returns, before the caller gets it.
import { report } from '../../diagnostics/reporter.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import { findLoaded } from './loaded-files.ts';
import type { ModuleTarget } from './module-target.ts';

interface RequireMessage {
  readonly id: string;
  /** Undefined for the entry file. */
  readonly parentFilename?: string;
  readonly result?: unknown;
}

/** Wraps the library when it is required. */
export function watchRequire(target: ModuleTarget): () => void {
  const { required } = target;
  if (required === undefined) return () => {};
  const subscriptions = new Subscriptions().on<RequireMessage>('tracing:module.require:end', (message) => {
    const { id, parentFilename, result } = message;
    if (!required.id.test(id) || parentFilename === undefined || !required.from.test(parentFilename)) return;
    if (isModule(result)) target.wrap(result);
  });
  return () => subscriptions.dispose();
}

/** Wraps the library if it has been required already, as far as that is any use. */
export function wrapCached(target: ModuleTarget): void {
  const loaded = findLoaded(target.cached);
  if (loaded.length === 0) return;
  try {
    for (const exports of loaded) if (isModule(exports)) target.wrap(exports);
  } catch (error) {
    reportBug(`module ${target.name}`, error);
  }
  if (target.needsEarlyStart) report('warn', lateMessage(target.name), `late:${target.name}`);
}

/** What a file exports may also be its class or function. */
function isModule(exports: unknown): exports is object {
  return typeof exports === 'function' || (typeof exports === 'object' && exports !== null);
}

function lateMessage(name: string): string {
  return (
    `${name} was loaded before tracing started: what it serves with applications created until now has no http.route; ` +
    'start with node --import @throughline/node/register'
  );
}
