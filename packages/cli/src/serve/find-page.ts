import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the built page is, if it is: not in a source tree that was never built. */
export function findPage(): string | undefined {
  try {
    const directory = fileURLToPath(new URL('dist/', import.meta.resolve('@throughline/web/package.json')));
    return existsSync(`${directory}index.html`) ? directory : undefined;
  } catch {
    return undefined;
  }
}
