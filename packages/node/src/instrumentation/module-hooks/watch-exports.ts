// CommonJS packages whose classes are wrapped as they are: what a `require` returns is seen before the caller gets it, also
// where an ES module imports the package, for which Node itself requires the file by its path.
import { reportBug, Subscriptions } from '../guard.ts';
import { isInstalled } from './installed-package.ts';
import { findLoaded } from './loaded-files.ts';

interface RequireMessage {
  readonly id: string;
  /** Undefined where an ES module imports the file, and for the entry file. */
  readonly parentFilename?: string;
  readonly result?: unknown;
}

/** A package, and how what it exports is recognised. */
export interface ExportsTarget {
  /** Of the package. */
  readonly name: string;
  /** Matches the path of the files that export what is to be wrapped. */
  readonly file: RegExp;
  /** A `require` inside the package of one of these files: what stands in it, and the path of who requires. */
  readonly inside?: { readonly id: RegExp; readonly from: RegExp };
  /** Wraps what it recognises, once; leaves anything else alone. */
  wrap(exports: unknown): void;
}

/** Wraps a CommonJS package when it is loaded, or at once if it is. @returns how to stop watching. */
export function watchExports(target: ExportsTarget): () => void {
  for (const exports of findLoaded(target.file)) wrapGuarded(target, exports);
  if (!isInstalled(target.name)) return () => {};
  const { name, file, inside } = target;
  const subscriptions = new Subscriptions().on<RequireMessage>('tracing:module.require:end', (message) => {
    const { id, parentFilename, result } = message;
    if (result === undefined) return;
    const isInside = inside !== undefined && inside.id.test(id) && inside.from.test(parentFilename ?? '');
    if (id === name || isInside || file.test(id)) wrapGuarded(target, result);
  });
  return () => subscriptions.dispose();
}

function wrapGuarded(target: ExportsTarget, exports: unknown): void {
  try {
    target.wrap(exports);
  } catch (error) {
    reportBug(`module ${target.name}`, error);
  }
}
