import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { found, pass } from './finding.ts';
import type { Checked } from './finding.ts';

const API = '@opentelemetry/api';
/** `node_modules` below `node_modules`. */
const MAX_DEPTH = 8;

interface Copy {
  readonly directory: string;
  readonly version: string;
}

/** Whether several copies of the OpenTelemetry API are installed for what stands in a directory. */
export function checkModules(directory: string): Checked {
  const copies = findCopies(directory);
  if (copies.length === 0) return found();
  if (copies.length === 1) return pass('modules', `one ${API}, ${copies[0].version}`);
  return found({
    code: 'duplicate-api',
    severity: 'warning',
    message: `${copies.length} copies of ${API} are installed; spans made with one that is newer than the runtime are lost.`,
    mend: `Run npm dedupe, or pin one version: "overrides": { "${API}": "${newest(copies)}" } in package.json.`,
    details: copies.map(({ directory: where, version }) => `${version}  ${where}`),
  });
}

function findCopies(directory: string): Copy[] {
  const copies = new Map<string, Copy>();
  let current = resolve(directory);
  for (;;) {
    visit(`${current}/node_modules`, copies, 0);
    const parent = dirname(current);
    if (parent === current) return [...copies.values()];
    current = parent;
  }
}

function visit(modules: string, copies: Map<string, Copy>, depth: number): void {
  if (depth > MAX_DEPTH || !existsSync(modules)) return;
  addCopy(`${modules}/${API}`, copies);
  for (const name of packagesIn(modules)) visit(`${modules}/${name}/node_modules`, copies, depth + 1);
  // pnpm keeps each version of each package in a folder of its own.
  for (const name of listDirectories(`${modules}/.pnpm`))
    if (name.startsWith('@opentelemetry+api@')) addCopy(`${modules}/.pnpm/${name}/node_modules/${API}`, copies);
}

function addCopy(directory: string, copies: Map<string, Copy>): void {
  try {
    const real = realpathSync(directory);
    const { version } = JSON.parse(readFileSync(`${real}/package.json`, 'utf8')) as { version: string };
    copies.set(real, { directory: real, version });
  } catch {
    // Not here.
  }
}

function packagesIn(modules: string): string[] {
  return listDirectories(modules).flatMap((name) =>
    name.startsWith('@') ? listDirectories(`${modules}/${name}`).map((inner) => `${name}/${inner}`) : [name],
  );
}

/** Links are left out: what they lead to has its own place. */
function listDirectories(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function newest(copies: readonly Copy[]): string {
  const byVersion = new Intl.Collator('en', { numeric: true });
  return copies.map(({ version }) => version).toSorted((a, b) => byVersion.compare(b, a))[0];
}
