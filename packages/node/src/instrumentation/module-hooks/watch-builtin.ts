import { Subscriptions } from '../guard.ts';
import { watchBuiltinImport } from './import-watch.ts';

interface RequireMessage {
  readonly id: string;
  readonly result?: unknown;
}

/**
 * Wraps a module of Node itself as soon as the application loads it, and never loads it before: some cost milliseconds, and
 * an experimental one warns.
 *
 * @param name - with `node:`.
 * @returns how to stop watching.
 */
export function watchBuiltin(name: string, wrap: (exports: object) => void): () => void {
  const bare = name.slice('node:'.length);
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  const isLoaded = moduleLoadList?.includes(`NativeModule ${bare}`) === true;
  if (isLoaded) wrap(process.getBuiltinModule(name) as object);
  const subscriptions = new Subscriptions()
    .on<RequireMessage>('tracing:module.require:end', ({ id, result }) => {
      if ((id === name || id === bare) && typeof result === 'object' && result !== null) wrap(result);
    })
    .add(watchBuiltinImport(name, wrap));
  return () => subscriptions.dispose();
}
