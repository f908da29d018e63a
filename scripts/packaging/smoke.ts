// Installs the packed packages as a user would and runs them on every supported Node: small traced applications, CommonJS
// and ES module, preload and code, on and off; and the command, with an application that knows nothing of it.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packAll } from './pack.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = `${root}.cache`;

/** The oldest that `engines` allows, and the newest of each line. */
const VERSIONS = ['22.15.0', '22', '24', '26'] as const;

const packed = packAll();
// Installing is mostly waiting for the network.
const [application, command, ...nodes] = await Promise.all([
  install('smoke-application', ['@opentelemetry/api@1.10.0', '@sentry/node@11.11.0']),
  install('smoke-command', ['express@5.3.0']),
  ...VERSIONS.map(installNode),
]);
let failed = 0;

for (const [index, node] of nodes.entries()) {
  const version = (await run(node, ['--version'])).stdout.trim();
  const programs = [`${application}/smoke.mjs`, `${command}/command.mjs`];
  // Sentry takes seconds to load, and who registers first is the same on every Node.
  if (VERSIONS[index] === '24') programs.push(`${application}/beside-sentry.mjs`);
  // None needs what another one leaves, and much of their time is waiting.
  const outputs = await Promise.all(programs.map((program) => tryProgram(node, program)));
  for (const [place, output] of outputs.entries()) {
    console.log(`${output === '' ? 'ok    ' : 'FAILED'} Node ${version} ${basename(programs[place])}${output}`);
    if (output !== '') failed++;
  }
}

process.exitCode = failed === 0 ? 0 : 1;

/** @returns what it has said if it failed. */
function tryProgram(node: string, program: string): Promise<string> {
  return run(node, [program], { timeout: 300_000 }).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `\n${stdout}${stderr}`,
  );
}

/** @returns the path of its binary; the one that runs this if it is of the line. */
async function installNode(version: string): Promise<string> {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const directory = `${cache}/node/${version}`;
  const binary = `${directory}/node_modules/node/bin/node`;
  if (existsSync(binary)) return binary;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/package.json`, '{"private":true,"allowScripts":{"node":true}}');
  await npm(['install', `node@${version}`], directory);
  return binary;
}

/** An empty folder, far from ours, with the packed packages, others from npm, and the files of a folder here. @returns its path. */
async function install(name: string, others: readonly string[]): Promise<string> {
  const directory = mkdtempSync(`${tmpdir()}/throughline-${name}-`);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(`${directory}/package.json`, '{"private":true,"type":"module"}');
  await npm(['install', '--no-save', ...packed, ...others], directory);
  cpSync(`${root}scripts/packaging/${name}`, directory, { recursive: true });
  return directory;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const { stderr } = await run('npm', [...args, '--prefer-offline', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
  });
  process.stderr.write(stderr);
}
