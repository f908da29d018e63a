import { describe, expect, test } from 'vitest';
import { type AppResult, type AppRun, PRELOAD, runApp } from './fixtures/run-app.ts';

/** Runs a fixture that prints JSON. */
async function run(fixture: string, options: Partial<AppRun> = {}) {
  const file = new URL(`fixtures/${fixture}`, import.meta.url);
  const result: AppResult = await runApp({ file, requests: [], ...options });
  return { ...result, printed: JSON.parse(result.stdout.replace('port 0\n', '')) as Record<string, unknown> };
}

test('lines, identities, resolution and other kinds of modules are what they are without it', async () => {
  const on = await run('what-changes.mjs');
  const off = await run('what-changes.mjs', { environment: { OTEL_SDK_DISABLED: 'true' } });
  expect([on.stderr, off.stderr]).toEqual(['', '']);
  expect(on.printed).toEqual(off.printed);
  expect(on.printed).toEqual({
    line: expect.stringMatching(/^hono\/dist\/router\/smart-router\/router\.js:\d+:\d+$/),
    source: true,
    resolved: ['/h3/dist/_entries/node.mjs', '/hono/dist/index.js'],
    sameRouter: true,
    sameClass: true,
    exports: true,
    data: { value: 1 },
    typed: 'typed',
    wasm: true,
  });
});

test('modules of watched libraries are handed over, and nothing else', async () => {
  const { printed, stderr } = await run('watch-library.mjs', { preload: false });
  const whole = { handed: [['Thing', 'other']], exports: ['Thing', 'other'] };
  const untouched = { handed: [], exports: ['Thing', 'other'] };
  expect(printed).toEqual({
    imported: whole,
    commented: whole,
    dynamic: { handed: [['Thing', 'other']], exports: ['Thing'] },
    elsewhere: untouched,
    // What has a default export cannot be passed on whole.
    default: { handed: [], exports: ['Thing', 'other', 'thing'] },
    circular: { handed: [['Thing']], exports: ['Thing', 'index'] },
    direct: untouched,
    'required-esm': whole,
    throwing: whole,
    patched: { ...whole, isPatched: true },
    stopped: { handed: [] },
    required: { handed: [['Thing']] },
    'imported-cjs': { handed: [['Thing']] },
    cached: { handed: [['Thing']] },
  });
  const [bug, late, ...rest] = stderr.split('\n').filter((line) => line.startsWith('throughline'));
  expect(bug).toContain('instrumentation module throwing failed, the application is not affected: Error: planted');
  expect(late).toContain('cached was loaded before tracing started');
  expect(rest).toEqual([]);
});

describe('the hook is there only while ES modules may be loaded', () => {
  const check = (
    name: string,
    fixture: string,
    { load = [], expected }: { load?: string[]; expected: object },
  ): void => {
    test(name, async () => {
      const spy = new URL('fixtures/spy-on-hooks.mjs', import.meta.url).href;
      const nodeArgs = ['--import', spy, '--import', PRELOAD.href];
      const { printed } = await run(fixture, { preload: false, nodeArgs, args: load });
      expect(printed).toEqual(expected);
    });
  };
  const entry = ['added', 'removed'];
  check('an ES module', 'hook-log.mjs', { expected: { start: ['added'] } });
  check('CommonJS', 'hook-log.cjs', { load: ['express'], expected: { start: entry, express: [] } });
  check('CommonJS that requires h3', 'hook-log.cjs', {
    load: ['express', 'h3', 'dynamic'],
    expected: { start: entry, express: [], h3: ['added'], dynamic: [] },
  });
  check('CommonJS that imports', 'hook-log.cjs', { load: ['dynamic'], expected: { start: entry, dynamic: ['added'] } });
});
