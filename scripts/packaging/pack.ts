import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The packages that are published, in the order in which they depend on each other. */
export const PUBLISHED = ['wire', 'node', 'testing', 'query-language', 'hub', 'web', 'cli'] as const;

/** Packs every published package as npm would, into `.cache/packed`. @returns the tarballs' paths. */
export function packAll(): string[] {
  const directory = `${root}.cache/packed`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return PUBLISHED.map((name) => {
    const args = ['pack', '--silent', '--pack-destination', directory, '--workspace', `packages/${name}`];
    return `${directory}/${execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim()}`;
  });
}
