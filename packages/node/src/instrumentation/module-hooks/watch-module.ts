import { watchImport } from './import-watch.ts';
import { isInstalled } from './installed-package.ts';
import type { ModuleTarget } from './module-target.ts';
import { watchRequire, wrapCached } from './require-watch.ts';

/**
 * Wraps a library as soon as the application loads it, with `require` or `import`, or at once if it is loaded. What is
 * wrapped stays so for the life of the process; it then publishes to channels without subscribers.
 *
 * @returns how to stop watching.
 */
export function watchModule(target: ModuleTarget): () => void {
  wrapCached(target);
  if (!isInstalled(target.name)) return () => {};
  const undo = [watchRequire(target), watchImport(target)];
  return () => undo.forEach((stop) => stop());
}
