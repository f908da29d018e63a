// What users see: their own runners, in processes of their own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const nodeRunner = fileURLToPath(new URL('fixtures/node-runner.ts', import.meta.url));
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')));
const vitestProject = fileURLToPath(new URL('fixtures/vitest-project', import.meta.url));

function run(args: readonly string[], env: Record<string, string> = {}): string {
  const { PATH, HOME } = process.env;
  const options = { cwd: root, encoding: 'utf8', env: { PATH, HOME, NO_COLOR: '1', ...env } } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=throughline-source', ...args], options);
  return stdout + stderr;
}

const treeDiff = `cannot find the expected span tree: "-" is missing, "+" is what was captured

  a
-   b
+   a.child`;

function trimLines(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/gm, '');
}

describe('node:test', () => {
  const register = ['--import', '@throughline/node/register'];
  const setups: [string, string[], Record<string, string>][] = [
    ['with tracing off', [], {}],
    ['with tracing switched off', register, { OTEL_SDK_DISABLED: 'true' }],
    ['with the runtime registered', register, { OTEL_TRACES_EXPORTER: 'none' }],
  ];

  test.each(setups)('%s', (_, args, env) => {
    const output = trimLines(run([...args, '--test-reporter=spec', nodeRunner], env));
    expect(output.match(/^✔ [abc], (?:a run|a whole test) /gm)).toHaveLength(6);
    expect(output).toContain('pass 6\n');
    expect(output).toContain('fail 2\n');
    expect(output).toContain(`SpanAssertionError: ${trimLines(treeDiff)}`);
    expect(output).toContain("code: 'TL_SPAN_TREE',\nactual: 'a\\n  a.child',\nexpected: 'a\\n  b',");
    expect(output).toContain("cannot find a single span named 'b': got 0, need 1\n\ncaptured:\na\n└─ a.child\n");
  });
});

test('vitest shows the diff', () => {
  const output = run([vitest, 'run', '--root', vitestProject, '--reporter=default']);
  expect(output).toContain('1 failed | 6 passed');
  expect(output).toContain(`SpanAssertionError: ${treeDiff}`);
  expect(output).toContain('- Expected\n+ Received\n\n  a\n-   b\n+   a.child');
});
