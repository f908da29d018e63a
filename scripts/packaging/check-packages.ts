// publint and arethetypeswrong on the tarballs that would be published.
import { spawnSync } from 'node:child_process';
import { packAll } from './pack.ts';

let failed = false;

for (const tarball of packAll()) {
  run('publint', ['run', tarball, '--strict']);
  // The packages are ES modules only: what CommonJS resolution of old TypeScript would see is not promised.
  run('attw', [tarball, '--profile', 'esm-only']);
}

process.exitCode = failed ? 1 : 0;

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) failed = true;
}
