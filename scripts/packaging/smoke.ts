// Installs the packed packages as a user would and runs a small traced application on every supported Node: CommonJS and ES
// module, preload and code, on and off.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packAll } from './pack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = `${root}.cache`;

/** The oldest that `engines` allows, and the newest of each line. */
const VERSIONS = ['22.15.0', '22', '24', '26'] as const;

const application = installApplication();
let failed = 0;

for (const version of VERSIONS) {
  const node = installNode(version);
  const { status, stdout, stderr } = spawnSync(node, [`${application}/smoke.mjs`], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const exact = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} Node ${exact}${status === 0 ? '' : `\n${stdout}${stderr}`}`);
  if (status !== 0) failed++;
}

process.exitCode = failed === 0 ? 0 : 1;

function installNode(version: string): string {
  const directory = `${cache}/node/${version}`;
  const binary = `${directory}/node_modules/node/bin/node`;
  if (existsSync(binary)) return binary;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/package.json`, '{"private":true,"allowScripts":{"node":true}}');
  npm(['install', `node@${version}`], directory);
  return binary;
}

function installApplication(): string {
  const directory = `${cache}/smoke`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/package.json`, '{"private":true,"type":"module"}');
  npm(['install', ...packAll(), '@opentelemetry/api@1.10.0'], directory);
  execFileSync('cp', ['-R', `${root}scripts/packaging/smoke-application/.`, directory]);
  return directory;
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
