import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logLines } from './fixtures/log-lines.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'logs-bundle-')));
const file = pathToFileURL(join(folder, 'app.mjs'));

beforeAll(async () => {
  const build = await rolldown({
    input: fileURLToPath(new URL('fixtures/bundled.mjs', import.meta.url)),
    platform: 'node',
    external: /^node:|^throughline$/,
    logLevel: 'silent',
  });
  const paths = { throughline: new URL('../index.ts', import.meta.url).href };
  await build.write({ file: fileURLToPath(file), format: 'esm', minify: true, paths });
  await build.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('in a minified bundle, lines have ids once the library is handed over', async () => {
  const lines = await logLines({ file, args: ['hand over'] });
  expect(lines.pino.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(lines.winston.trace_id).toBe(lines.pino.trace_id);
});

test('and not before', async () => {
  const lines = await logLines({ file });
  expect([lines.pino.trace_id, lines.winston.trace_id]).toEqual([undefined, undefined]);
});
