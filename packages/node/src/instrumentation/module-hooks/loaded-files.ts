import { createRequire } from 'node:module';
import { sep } from 'node:path';

/** Node's cache of required modules, which is the same for all that require. */
const { cache } = createRequire(import.meta.url);

/** Exports of the CommonJS files that the process has loaded already, of those whose path matches. */
export function findLoaded(path: RegExp): unknown[] {
  const files = Object.keys(cache).filter((file) => path.test(file));
  return files.map((file) => cache[file]?.exports as unknown);
}

/** Whether the process has loaded a CommonJS file of the package already. */
export function isLoaded(name: string): boolean {
  const folder = `${sep}${name.replaceAll('/', sep)}${sep}`;
  return Object.keys(cache).some((file) => file.includes(folder));
}
