// `node scripts/services/install.ts`: installs the programs that npm has not, where that can be done without asking anybody.
// Debian starts a server as soon as it is installed; here it must not: tests start their own.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findMissing, findProgram, installCommand, PROGRAMS, type Program } from './debian-packages.ts';

/** Debian asks this file before it starts a service; 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d';

process.exitCode = install(findMissing());

function install(missing: readonly Program[]): number {
  if (missing.length === 0) {
    console.log(`All there: ${PROGRAMS.map(({ name }) => name).join(', ')}`);
    return 0;
  }
  const names = missing.map(({ name }) => name).join(', ');
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    console.error(`cannot install ${names}: got no root on a Debian system, need: ${installCommand(missing)}`);
    return 1;
  }
  console.log(`Installing ${names} …`);
  withoutStarting(() => {
    apt(['update', '-q']);
    apt(['install', '-q', '-y', '--no-install-recommends', ...missing.map((program) => program.package)]);
  });
  const still = findMissing();
  if (still.length > 0) console.error(`cannot install them all: still missing, ${installCommand(still)}`);
  return still.length === 0 ? 0 : 1;
}

/** Where somebody has a policy already, it is theirs to say. */
function withoutStarting(work: () => void): void {
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    if (isOurs) rmSync(POLICY, { force: true });
  }
}

function apt(args: readonly string[]): void {
  spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
