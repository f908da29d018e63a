// Instrumentations whose code is loaded when the application loads their library: reading all of them at every start would take
// as long as the rest of the runtime.
import { load } from '../load.ts';
import type { Instrumentation } from './instrumentation.ts';
import { watchPackages } from './module-hooks/import-watch.ts';
import { isInstalled } from './module-hooks/installed-package.ts';
import { isLoaded } from './module-hooks/loaded-files.ts';
import { watchBuiltin } from './module-hooks/watch-builtin.ts';

/** Where the code of an instrumentation is. */
interface Library {
  /** Of the instrumentation. */
  readonly name: string;
  /** One of which the application loads where it needs the instrumentation. Default: the one of that name. */
  readonly packages?: readonly string[];
  /** The file below `src/instrumentation/`, without extension, and what it exports. */
  readonly file: string;
  readonly export: string;
}

/** Instrumentations that are not enabled yet, because no package of theirs has been loaded. */
const waiting = new Set<() => void>();

/** The instrumentation of a package of the application. */
export function ofPackage(library: Library): Instrumentation {
  const { name, packages = [name] } = library;
  return {
    name,
    enable(context) {
      let undo: (() => void) | undefined;
      const start = (): void => {
        if (waiting.delete(start)) undo = loadInstrumentation(library).enable(context);
      };
      waiting.add(start);
      if (packages.some(isLoaded)) start();
      const stop = packages.some(isInstalled) ? watchPackages(packages, start) : undefined;
      return () => {
        waiting.delete(start);
        stop?.();
        undo?.();
      };
    },
  };
}

/** The instrumentation of a module of Node itself, `node:…`, enabled when the application loads that. */
export function ofBuiltin(module: string, library: Library): Instrumentation {
  return {
    name: library.name,
    enable(context) {
      let undo: (() => void) | undefined;
      const stop = watchBuiltin(module, () => (undo ??= loadInstrumentation(library).enable(context)));
      return () => {
        stop();
        undo?.();
      };
    },
  };
}

/** Enables what waits for no package: one of them is part of the application's bundle, where nobody can find it. */
export function enableBundled(): void {
  for (const start of waiting) start();
}

function loadInstrumentation({ file, export: name }: Library): Instrumentation {
  return load<Record<string, Instrumentation>>(`instrumentation/${file}`)[name];
}
