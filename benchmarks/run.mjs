// Starts the benchmarks on any Node from 18 on: installs what is missing, builds the runtime, and goes on with the
// repository's own Node. Plain JavaScript for that reason.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}node_modules/.bin/node`;
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const build = !process.argv.includes('--no-build');

step(process.execPath, [`${root}scripts/install.mjs`], root);
if (isOutdated()) step(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], here);
if (build) step(npm, ['run', '--silent', 'build'], root);
step(node, [`${here}main.ts`, ...process.argv.slice(2).filter((argument) => argument !== '--no-build')], here);

function step(command, commandArguments, cwd) {
  const { status } = spawnSync(command, commandArguments, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function isOutdated() {
  const marker = `${here}node_modules/.package-lock.json`;
  return !existsSync(marker) || statSync(`${here}package-lock.json`).mtimeMs > statSync(marker).mtimeMs;
}
