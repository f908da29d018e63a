import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { guessServiceName } from './service-name.ts';

const directory = mkdtempSync(`${tmpdir()}/throughline-service-`);
afterAll(() => rmSync(directory, { recursive: true }));

test('the program names a service that has no package', () => {
  const check = (command: readonly string[], expected: string): void =>
    expect(guessServiceName(command, directory)).toBe(expected);
  check(['node', 'app.js'], 'app');
  check(['/usr/bin/node', '--enable-source-maps', 'src/server.mjs', '--port', '1'], 'server');
  check(['next', 'dev'], 'next');
  check(['node'], 'node');
  check(['node', '-e', 'connect("secret")'], 'node');
  check(['node', '-r', './set-up.js', '--import', 'x', '--env-file=.env', '--env-file', 'y', 'app.ts'], 'app');
});

test('the package goes first, when it has a name', () => {
  writeFileSync(`${directory}/package.json`, '{"name": "shop"}');
  expect(guessServiceName(['node', 'app.js'], directory)).toBe('shop');
  writeFileSync(`${directory}/package.json`, '{"name": ""}');
  expect(guessServiceName(['node', 'app.js'], directory)).toBe('app');
  writeFileSync(`${directory}/package.json`, 'not JSON');
  expect(guessServiceName(['node', 'app.js'], directory)).toBe('app');
});
