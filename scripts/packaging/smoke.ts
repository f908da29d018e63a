// Installs the packed packages as a user would and runs them on every supported Node: small traced applications, CommonJS
// and ES module, preload and code, on and off; and the command, with an application that knows nothing of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packAll } from './pack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = `${root}.cache`;

/** The oldest that `engines` allows, and the newest of each line. */
const VERSIONS = ['22.15.0', '22', '24', '26'] as const;

const packed = packAll();
const programs = [
  `${install('smoke-application', ['@opentelemetry/api@1.10.0'])}/smoke.mjs`,
  `${install('smoke-command', ['express@5.3.0'])}/command.mjs`,
];
let failed = 0;

for (const version of VERSIONS) {
  const node = installNode(version);
  const exact = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  for (const program of programs) {
    const { status, stdout, stderr } = spawnSync(node, [program], { encoding: 'utf8', timeout: 300_000 });
    const output = status === 0 ? '' : `\n${stdout}${stderr}`;
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} Node ${exact} ${basename(program)}${output}`);
    if (status !== 0) failed++;
  }
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

/** An empty folder, far from ours, with the packed packages, others from npm, and the files of a folder here. @returns its path. */
function install(name: string, others: readonly string[]): string {
  const directory = mkdtempSync(`${tmpdir()}/throughline-${name}-`);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(`${directory}/package.json`, '{"private":true,"type":"module"}');
  npm(['install', '--no-save', ...packed, ...others], directory);
  execFileSync('cp', ['-R', `${root}scripts/packaging/${name}/.`, directory]);
  return directory;
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
