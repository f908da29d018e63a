import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('fixtures/standalone.ts', import.meta.url));

function run(task: string) {
  return spawnSync(process.execPath, ['--conditions=throughline-source', script, task], { encoding: 'utf8' });
}

test('the helpers load nothing else of the runtime, and not the API', () => {
  const urls: string[] = JSON.parse(run('loaded').stdout);
  const files = urls
    .filter((url) => url.startsWith('file:'))
    .map((url) => url.replace(/^.*\/packages\/node\/src\//, ''));
  expect(files.toSorted()).toEqual([
    'context/baggage.ts',
    'context/context.ts',
    'context/rpc-metadata.ts',
    'errors.ts',
    'manual/absent-span.ts',
    'manual/api-global.ts',
    'manual/baggage.ts',
    'manual/bind.ts',
    'manual/cover.ts',
    'manual/current-span.ts',
    'manual/iteration.ts',
    'manual/outcome.ts',
    'manual/span-start.ts',
    'manual/traced.ts',
    'manual/with-span.ts',
    'trace/exception.ts',
    'trace/inert-span.ts',
    'version.ts',
  ]);
});

test.each(['unhandled-off', 'unhandled-on'])('a rejection that nobody handles ends the process: %s', (task) => {
  const { status, stderr } = run(task);
  expect(stderr).toContain('left to nobody');
  expect(status).toBe(1);
});
