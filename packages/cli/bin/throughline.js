#!/usr/bin/env node
// In a clone the sources run as they are; a published package has only what was built.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(`throughline: cannot run on Node.js ${process.versions.node}: need 22.15 or newer\n`);
  process.exit(1);
}

const source = fileURLToPath(new URL('../src/throughline.ts', import.meta.url));
if (existsSync(source))
  process.execve(process.execPath, [
    process.execPath,
    '--conditions=throughline-source',
    source,
    ...process.argv.slice(2),
  ]);
await import('../dist/throughline.js');
