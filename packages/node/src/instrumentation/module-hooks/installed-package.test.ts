import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { isInstalled } from './installed-package.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'installed-')));
const entry = process.argv[1];
const folder = (...names: string[]): string => {
  const path = join(root, ...names);
  mkdirSync(path, { recursive: true });
  return path;
};
const main = join(folder('shop', 'apps', 'api', 'src'), 'main.js');
writeFileSync(main, '');
folder('shop', 'node_modules', 'hoisted');
folder('shop', 'apps', 'api', 'node_modules', 'own');
folder('shop', 'apps', 'web', 'node_modules', 'neighbour');
folder('shop', 'node_modules', '.pnpm', 'node_modules', 'transitive');
const link = join(folder('elsewhere'), 'api');
symlinkSync(main, link);

afterEach(() => {
  process.argv[1] = entry;
});
afterAll(() => rmSync(root, { recursive: true }));

const check = (name: string, argument: string, { names, expected }: { names: string[]; expected: boolean }): void => {
  test.each(names)(`${name}: %s`, (packageName) => {
    process.argv[1] = argument;
    expect(isInstalled(packageName)).toBe(expected);
  });
};
check('an application has', main, { names: ['own', 'hoisted', 'transitive'], expected: true });
check('an application lacks', main, { names: ['neighbour', 'absent'], expected: false });
check('a linked command has', link, { names: ['own', 'hoisted'], expected: true });
check('without an entry file the working directory counts', join(root, 'nothing.js'), {
  names: ['hono'],
  expected: true,
});

test('without an entry at all', () => {
  process.argv.length = 1;
  expect(isInstalled('hono')).toBe(true);
  expect(isInstalled('absent')).toBe(false);
});
