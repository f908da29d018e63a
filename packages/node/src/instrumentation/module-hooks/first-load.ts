// Tells of the first load of a package, before any of it runs. Both kinds of modules report here: what a `require` names or is
// led to, and what an `import` is resolved to.

/** By name of the package. */
const awaited = new Map<string, () => void>();

/** A folder of packages, and the name of the package below it. */
const PACKAGE_FOLDER = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;
/** What names a package: not a path, and not a URL, which has a colon in front of its first slash. */
const PACKAGE_NAME = /^(?:@[^/:]+\/)?[^./:@\\][^/:\\]*/;

/** A second version of a package stands beside the first under another name: `pino-9`. */
const VERSION = /-\d[\d.]*$/;

/** Calls `start` when one of the packages is loaded. @returns how to stop waiting. */
export function awaitPackages(names: readonly string[], start: () => void): () => void {
  for (const name of names) awaited.set(name, start);
  return () => {
    for (const name of names) if (awaited.get(name) === start) awaited.delete(name);
  };
}

/** Whether somebody waits for a package. */
export function isAwaiting(): boolean {
  return awaited.size > 0;
}

/** @param loaded - a specifier, a path or a URL that is about to be loaded. */
export function announceLoad(loaded: string): void {
  // Fast path: a file beside the one that asks, or nobody waits.
  if (awaited.size === 0 || loaded.charCodeAt(0) === DOT) return;
  const name = PACKAGE_FOLDER.exec(loaded)?.[1].replace('\\', '/') ?? PACKAGE_NAME.exec(loaded)?.[0];
  if (name === undefined) return;
  const start = awaited.get(name) ?? awaited.get(name.replace(VERSION, ''));
  start?.();
}

const DOT = 0x2e;
