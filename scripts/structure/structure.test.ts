import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkFile, functionsOf, type SourceFile } from './rules.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = globSync('{packages,systems}/*/src/**/*.{ts,tsx}', { cwd: root })
  .filter((path) => !/\.(test|bench)\.ts$|\/fixtures\/|\/generated\//.test(path))
  .map((path): SourceFile => ({ path, text: readFileSync(root + path, 'utf8') }));

describe('the tree', () => {
  test('has sources to check', () => expect(sources.length).toBeGreaterThan(50));

  test('keeps the import rules, sizes and the one reader of the environment', () => {
    expect(sources.flatMap(checkFile)).toEqual([]);
  });

  test('has short functions: median at most 15 lines, at most 5 % above 40', () => {
    const lengths = sources
      .flatMap(({ path, text }) => functionsOf(text, path).map(({ length }) => length))
      .toSorted((a, b) => a - b);
    expect(lengths[lengths.length >> 1]).toBeLessThanOrEqual(15);
    expect(lengths.filter((length) => length > 40).length / lengths.length).toBeLessThanOrEqual(0.05);
  });

  test('has mostly files under 300 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 300);
    expect(long.length / sources.length).toBeLessThanOrEqual(0.1);
  });
});

describe('a planted violation is found', () => {
  const check = (path: string, text: string, expected: string): void => {
    expect(checkFile({ path, text }).map(({ message }) => message)).toEqual([expected]);
  };

  test('imports', () => {
    check('packages/wire/src/a.ts', `import fs from 'node:fs';\n`, 'imports node:fs: packages/wire does no I/O');
    check(
      'packages/wire/src/a.ts',
      `import { x } from '@throughline/node';\n`,
      'imports @throughline/node: packages/wire may not know it',
    );
    check(
      'packages/node/src/a/b.ts',
      `export { x } from '../../../wire/src/index.ts';\n`,
      'imports ../../../wire/src/index.ts out of its package',
    );
    check(
      'packages/node/src/a.ts',
      `import { trace } from '@opentelemetry/api';\n`,
      'loads @opentelemetry/api: only its types may be imported',
    );
    check(
      'packages/node/src/a.ts',
      `const x = await import('lodash/get');\n`,
      'imports lodash: no such dependency is allowed',
    );
    check(
      'packages/hub/src/query/a.ts',
      `import { Session } from 'chdb';\n`,
      'imports chdb: no such dependency is allowed',
    );
  });

  test('allowed imports pass', () => {
    const text = `import type { Span } from '@opentelemetry/api';\nimport { Chunk } from '@throughline/wire';\nimport './b.ts';\n`;
    expect(checkFile({ path: 'packages/node/src/a.ts', text })).toEqual([]);
  });

  test('imports of a system', () => {
    const path = 'systems/bmc/src/agent/a.ts';
    const text = `import pino from 'pino';\nimport { withSpan } from '@throughline/node';\nimport '../b.ts';\n`;
    const contract = `import type { DemoResult } from '../../../../scripts/start/contract.ts';\n`;
    expect(checkFile({ path, text: text + contract })).toEqual([]);
    check(path, contract.replace(' type', ''), 'imports ../../../../scripts/start/contract.ts out of its package');
    check(path, `import '../../../naas/src/a.ts';\n`, 'imports ../../../naas/src/a.ts out of its package');
    check(
      path,
      `import type { Hub } from '@throughline/hub';\n`,
      'imports @throughline/hub: a system may know @throughline/node alone',
    );
    check(
      path,
      `import { Span } from '@throughline/node/src/trace/span.ts';\n`,
      'imports @throughline/node/src/trace/span.ts: a system may know @throughline/node alone',
    );
  });

  test('of the hub the page knows types alone', () => {
    const path = 'packages/web/src/find/a.tsx';
    const text = `import type { Span } from '@throughline/hub';\nexport const a = <p>{'' as Span['name']}</p>;\n`;
    expect(checkFile({ path, text })).toEqual([]);
    check(path, text.replace(' type', ''), 'imports @throughline/hub: packages/web may not know it');
  });

  test('sizes, at the last accepted and the first refused line', () => {
    const lines = (count: number): string => 'x();\n'.repeat(count);
    const wrap = (length: number): string => `function f() {\n${lines(length - 2)}}\n`;
    expect(checkFile({ path: 'packages/node/src/a.ts', text: wrap(80) })).toEqual([]);
    check('packages/node/src/a.ts', wrap(81), 'function of 81 lines, at most 80');
    expect(checkFile({ path: 'packages/node/src/a.ts', text: lines(500) })).toEqual([]);
    check('packages/node/src/a.ts', lines(501), 'file of 501 lines, at most 500');
  });

  test('the environment', () => {
    check(
      'packages/node/src/a.ts',
      `const x = process.env.HOME;\n`,
      'reads process.env: only configuration/environment.ts may',
    );
  });
});
