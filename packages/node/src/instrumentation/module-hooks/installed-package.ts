import { dirname, join } from 'node:path';

// Not imported: an import reads every export of the module, and with `ReadStream` that loads all streams.
const { existsSync, realpathSync } = process.getBuiltinModule('node:fs');

/** Where pnpm keeps what other packages need. */
const HOISTED = join('.pnpm', 'node_modules');

/** Folders with packages of the application, once looked for. */
let found:
  | { readonly entry: string | undefined; readonly cwd: string; readonly folders: readonly string[] }
  | undefined;

/**
 * Whether the application may load the package: looks into `node_modules` of the folder of its entry file, of the working
 * directory, and of every folder above. Watching modules costs start-up time, which who lacks the package should not pay.
 */
export function isInstalled(name: string): boolean {
  // Yarn's Plug'n'Play has no folders to look into.
  if (process.versions.pnp !== undefined) return true;
  return packageFolders().some((folder) => existsSync(join(folder, name)));
}

function packageFolders(): readonly string[] {
  const cwd = process.cwd();
  const entry = process.argv[1];
  if (found?.cwd !== cwd || found.entry !== entry) {
    found = { cwd, entry, folders: findFolders(cwd, entry) };
  }
  return found.folders;
}

function findFolders(cwd: string, entry: string | undefined): string[] {
  const starts = new Set([cwd, findEntryFolder(entry)]);
  const folders = new Set<string>();
  for (const start of starts) {
    for (let folder = start; folder !== undefined; folder = parentOf(folder)) folders.add(join(folder, 'node_modules'));
  }
  const existing = [...folders].filter((folder) => existsSync(folder));
  return existing.flatMap((folder) => [folder, join(folder, HOISTED)]);
}

function parentOf(folder: string): string | undefined {
  const parent = dirname(folder);
  return parent === folder ? undefined : parent;
}

/** The real one: a command in `node_modules/.bin` is a link. */
function findEntryFolder(entry: string | undefined): string | undefined {
  try {
    return entry === undefined ? undefined : dirname(realpathSync(entry));
  } catch {
    // No file: `node --eval`, or an entry that Node itself will complain about.
    return undefined;
  }
}
