import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * Loads a file of this package when it is needed, and not before. Synchronous, so that `bootstrapTelemetry()` can answer
 * at once; the same module instance that `import` gives.
 *
 * @param name - path below `src/`, without extension.
 */
export function load<T>(name: string): T {
  return require(`./${name}.${extension}`) as T;
}
