import { dirname, join, sep } from 'node:path';

/** What the specification wants where nobody says a name. */
const UNKNOWN_SERVICE = 'unknown_service:node';

/** The name in the nearest package.json above `script` that has one; of an installed tool, above the working directory. */
export function findServiceName(script: string | undefined, workingDirectory: string): string {
  if (script === undefined) return UNKNOWN_SERVICE;
  const isInstalled = script.includes(`${sep}node_modules${sep}`);
  let directory = isInstalled ? workingDirectory : dirname(script);
  for (;;) {
    const name = readName(join(directory, 'package.json'));
    if (name !== undefined) return name;
    const parent = dirname(directory);
    if (parent === directory) return UNKNOWN_SERVICE;
    directory = parent;
  }
}

function readName(file: string): string | undefined {
  // `import 'node:fs'` would load its promises and streams too, which costs several milliseconds of start-up.
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  // Cheaper than the error of a failed read, on each level.
  if (!existsSync(file)) return undefined;
  try {
    const { name } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
