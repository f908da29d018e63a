import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where packages are: npm's and Yarn's folder, and the one in which pnpm keeps what other packages need. */
const FOLDERS = ['node_modules', join('node_modules', '.pnpm', 'node_modules')];

/**
 * Whether the application may load the package: looks into `node_modules` of the folder of its entry file, of the working
 * directory, and of every folder above. Watching modules costs start-up time, which who lacks the package should not pay.
 */
export function isInstalled(name: string): boolean {
  // Yarn's Plug'n'Play has no folders to look into.
  if (process.versions.pnp !== undefined) return true;
  return startFolders().some((folder) => isInstalledAbove(folder, name));
}

function isInstalledAbove(start: string, name: string): boolean {
  for (let folder = start; ; folder = dirname(folder)) {
    if (FOLDERS.some((packages) => existsSync(join(folder, packages, name)))) return true;
    if (folder === dirname(folder)) return false;
  }
}

function startFolders(): string[] {
  const folders = [process.cwd()];
  try {
    // The real path: a command in `node_modules/.bin` is a link.
    if (process.argv[1] !== undefined) folders.unshift(dirname(realpathSync(process.argv[1])));
  } catch {
    // No file: `node --eval`, or an entry that Node itself will complain about.
  }
  return folders;
}
