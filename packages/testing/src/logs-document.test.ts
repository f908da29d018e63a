// docs/logs.md says what is so: its code is the example's, and its lines are those that the example writes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readRegion, readRepositoryFile } from './fixtures/guide-document.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readRepositoryFile('docs/logs.md');

function blockOf(source: string): string {
  const [, text] = page.split(`<!-- ${source} -->\n\n`);
  return /^```\w+\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '';
}

function run(environment: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=throughline-source', '--import', '@throughline/node/register', 'examples/logs/order.ts'],
    { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none', ...environment } },
  );
  expect(stderr).toBe('');
  return stdout;
}

/** Lines with what is different in each run made equal, in an order of their own: libraries write when they like. */
function linesOf(text: string): string[] {
  const equal = text
    .replaceAll(/[0-9a-f]{32}/g, 'TRACE')
    .replaceAll(/(span_id"?[:=]"?)[0-9a-f]{16}/g, '$1SPAN')
    .replaceAll(/"time":\d+/g, '"time":0')
    .replaceAll(/"pid":\d+,"hostname":"[^"]*"/g, '"pid":1')
    .replaceAll(/^[\d-]+T[\d:.]+Z/gm, 'TIME');
  return equal.trimEnd().split('\n').toSorted();
}

test('the code is the example', () => {
  expect(blockOf('examples/logs/order.ts#order')).toBe(readRegion('examples/logs/order.ts', 'order'));
});

test('lines', () => {
  const lines = linesOf(run());
  expect(lines.length).toBe(5);
  expect(linesOf(blockOf('lines')).filter((line) => !lines.includes(line))).toEqual([]);
});

test('the console', () => {
  const lines = linesOf(run({ OTEL_NODE_LOGS_STAMP_CONSOLE: 'true' }));
  expect(lines).toContain(linesOf(blockOf('console'))[0]);
});

test('records', () => {
  const lines = linesOf(run({ OTEL_LOGS_EXPORTER: 'console' }));
  expect(lines.filter((line) => line.startsWith('TIME'))).toEqual(linesOf(blockOf('records')));
});

test('every variable is one of the configuration', () => {
  const known = readRepositoryFile('docs/configuration.md');
  const variables = page.match(/OTEL_[A-Z_]+[A-Z]\b/g) ?? [];
  expect(variables.filter((variable) => !known.includes(variable))).toEqual([]);
});
