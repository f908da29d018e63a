import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ensureBuiltPage } from './fixtures/built-page.ts';

const MAX_BYTES = 350_000;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

test('what the first page loads is at most 350 kB of JavaScript, compressed', { timeout: 120_000 }, async () => {
  const dist = await ensureBuiltPage();
  const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8')) as Record<string, Chunk>;
  const files = new Set<string>();
  const waiting = ['index.html', 'src/find/find-page.tsx', 'src/query-bar/query-editor.tsx'];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const { file, imports = [] } = manifest[key];
    if (files.has(file)) continue;
    files.add(file);
    waiting.push(...imports);
  }
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file), { level: 9 }).length, 0);
  console.log(`JavaScript of the first page: ${(bytes / 1000).toFixed(0)} kB compressed, ${files.size} files`);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
});
