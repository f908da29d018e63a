// Run by scripts/packaging/smoke.ts in a folder where the packed command and Express are installed: what a user types, on
// this same Node.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };

rmSync(`${here}.throughline`, { recursive: true, force: true });

const { version } = JSON.parse(readFileSync(`${here}node_modules/throughline/package.json`, 'utf8'));
assert.equal((await npx('--version')).stdout, `${version}\n`);

const { stdout, stderr } = await npx('run', '--isolated', '--', 'node', 'shop.cjs');
assert.equal(stdout, '200 {"ordered":{"name":"lamp","count":12}}\n200 {"name":"chair","count":12}\n500 \n');
assert.match(stderr, /3 traces with 8 spans, 1 trace with errors/);
assert.match(stderr, /GET \/orders/);
assert.match(stderr, /GET \/articles\/:name/);
assert.match(stderr, /The hub that was started for this has stopped/);

const looked = await npx('repair', '--check');
assert.match(looked.stdout, /All is whole\./);

// Nothing listens there, which the doctor says with its exit code, too; its probe runs in processes of its own.
env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9';
const found = await npx('doctor', '--json', '--seconds', '60', '--', 'node', 'shop.cjs').catch((error) => error);
assert.equal(found.code, 1, found.stderr);
assert.deepEqual(
  JSON.parse(found.stdout).findings.map(({ code }) => code),
  ['endpoint-unreachable'],
);

function npx(...args) {
  return run('npx', ['--no-install', 'throughline', ...args], { cwd: here, env });
}
