// ES modules: nobody can change a module from outside, but its classes can be had before anyone uses them. An import inside
// a watched library is led to a module of ours, which imports the original, hands it over, and exports the same:
//
//   hono.js ──import──▶ data: module of ours ──import──▶ router/smart-router/router.js
//                           └─ hands its exports to the runtime
//
// Only resolving is hooked. A hook for loading, even one that changes nothing, makes Node 22.15 to 22.22.0 and 24.0 to 24.8
// fail in a CommonJS program that requires an ES module, and it costs more.
import module from 'node:module';
import type { ModuleHooks, ResolveFnOutput, ResolveHookContext } from 'node:module';
import { reportBug, Subscriptions } from '../guard.ts';
import { announceLoad, awaitPackages, isAwaiting } from './first-load.ts';
import type { ModuleTarget } from './module-target.ts';

/** Where a module of ours finds the runtime. */
const SLOT = Symbol.for('throughline.modules');

interface RequireMessage {
  readonly id: string;
  /** Undefined for the entry file. */
  readonly parentFilename?: string;
}

const slots = globalThis as unknown as Record<symbol, typeof receive | undefined>;
const targets = new Map<string, ModuleTarget>();
/** Modules of Node itself, by `node:…` name. */
const builtins = new Map<string, (exports: object) => void>();
let loading: Subscriptions | undefined;
let hooks: ModuleHooks | undefined;

/** Wraps the library when it is imported. */
export function watchImport(target: ModuleTarget): () => void {
  if (target.imported === undefined) return () => {};
  targets.set(target.name, target);
  slots[SLOT] = receive;
  loading ??= watchLoading();
  return () => {
    targets.delete(target.name);
    stopWhereIdle();
  };
}

/** Wraps a module of Node itself when it is imported. Nothing is led elsewhere: its exports can be had at once. */
export function watchBuiltinImport(name: string, wrap: (exports: object) => void): () => void {
  builtins.set(name, wrap);
  loading ??= watchLoading();
  return () => {
    builtins.delete(name);
    stopWhereIdle();
  };
}

/** Calls `start` before anything of the packages runs, be it required or imported. */
export function watchPackages(names: readonly string[], start: () => void): () => void {
  const stop = awaitPackages(names, start);
  loading ??= watchLoading();
  return () => {
    stop();
    stopWhereIdle();
  };
}

function stopWhereIdle(): void {
  if (targets.size + builtins.size > 0 || isAwaiting()) return;
  removeHook();
  loading?.dispose();
  loading = undefined;
}

/** The hook makes each `require` slower, so it is there only while ES modules may be loaded. */
function watchLoading(): Subscriptions {
  return new Subscriptions()
    .on('tracing:module.import:start', addHook)
    .on<RequireMessage>('tracing:module.require:start', ({ id, parentFilename }) => {
      // First, because who begins to watch now may want the hook.
      announceLoad(id);
      // Node imports the entry file, and only then finds that it is CommonJS.
      if (parentFilename === undefined) removeHook();
      // It may be an ES module.
      else if (hooks === undefined && isWatched(id)) addHook();
    });
}

function isWatched(id: string): boolean {
  for (const name of targets.keys()) {
    if (id.startsWith(name) && (id.length === name.length || id[name.length] === '/')) return true;
  }
  return false;
}

function addHook(): void {
  hooks ??= module.registerHooks({ resolve });
}

function removeHook(): void {
  hooks?.deregister();
  hooks = undefined;
}

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

function resolve(specifier: string, context: ResolveHookContext, nextResolve: NextResolve): ResolveFnOutput {
  const resolved = nextResolve(specifier, context);
  if (resolved.url.startsWith('node:')) wrapBuiltin(resolved.url);
  else announceImport(specifier, resolved.url);
  for (const target of targets.values()) {
    const { directory } = target.imported as NonNullable<ModuleTarget['imported']>;
    if (!resolved.url.includes(directory)) continue;
    // An application that imports the file itself gets it as it is.
    if (context.parentURL?.includes(directory)) return redirect(resolved, target);
  }
  return resolved;
}

/** The specifier names a linked package, whose files are elsewhere. */
function announceImport(specifier: string, url: string): void {
  try {
    announceLoad(url);
    announceLoad(specifier);
  } catch (error) {
    reportBug(`import ${specifier}`, error);
  }
}

function wrapBuiltin(name: string): void {
  const wrap = builtins.get(name);
  if (wrap === undefined) return;
  try {
    wrap(process.getBuiltinModule(name) as object);
  } catch (error) {
    reportBug(`module ${name}`, error);
  }
}

function redirect(resolved: ResolveFnOutput, target: ModuleTarget): ResolveFnOutput {
  if (resolved.format !== 'module') return resolved;
  try {
    // Not imported: an import reads every export of the module, and with `ReadStream` that loads all streams.
    const source = process.getBuiltinModule('node:fs').readFileSync(new URL(resolved.url), 'utf8');
    if (target.imported?.defines.test(source) !== true || hasDefault(source)) return resolved;
    const { functions = [] } = target.imported;
    const replaceable = functions.filter((name) => new RegExp(`\\bexport (?:async )?function ${name}\\b`).test(source));
    return { url: createHandover(resolved.url, target.name, replaceable), format: 'module', shortCircuit: true };
  } catch (error) {
    reportBug(`module ${target.name}`, error);
    return resolved;
  }
}

/** `export *` leaves a default export out, and without knowing that there is one it cannot be named. */
function hasDefault(source: string): boolean {
  return /\bexport\s+default\b|\bas\s+default\b/.test(source);
}

/**
 * A function that may be replaced is exported by a declaration, which is there before the module has run, as the original is
 * for modules that import each other. Encoded, so that the original's URL cannot be found in it: what this module imports is
 * not led here again.
 */
function createHandover(url: string, name: string, functions: readonly string[]): string {
  const original = JSON.stringify(url);
  const handed =
    functions.length === 0 ? 'original' : `{ ${functions.map((one) => `${one}: original.${one}`).join(', ')} }`;
  const source = `import * as original from ${original};
export * from ${original};
var handed = ${handed};
globalThis[Symbol.for('throughline.modules')]?.(${JSON.stringify(name)}, handed);
${functions.map((one) => `export function ${one}() { return (handed ?? original).${one}.apply(this, arguments); }`).join('\n')}`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Called by modules of ours, while the application loads. */
function receive(name: string, exports: object): void {
  try {
    targets.get(name)?.wrap(exports);
  } catch (error) {
    reportBug(`module ${name}`, error);
  }
}
