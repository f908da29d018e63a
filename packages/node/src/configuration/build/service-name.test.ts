import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findServiceName } from './service-name.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-name-'));
  write('package.json', '{"name":"@acme/workspace"}');
  write('app/package.json', '{"name":"shop"}');
  write('app/dist/package.json', '{"type":"module"}');
  write('broken/package.json', '{');
  write('empty/package.json', '{"name":""}');
  write('app/node_modules/next/package.json', '{"name":"next"}');
});
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

test.each([
  ['app/server.js', 'shop'],
  ['app/dist/server.js', 'shop'],
  ['server.js', '@acme/workspace'],
  ['broken/server.js', '@acme/workspace'],
  ['empty/server.js', '@acme/workspace'],
  ['app/node_modules/next/dist/bin/next', 'shop'],
])('%s is of the service %s', (script, name) => {
  expect(findServiceName(join(root, script), join(root, 'app'))).toBe(name);
});

test.each([undefined, '/server.js'])('%s is of no known service', (script) => {
  expect(findServiceName(script, root)).toBe('unknown_service:node');
});
