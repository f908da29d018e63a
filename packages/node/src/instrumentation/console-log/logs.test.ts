import { describe, expect, test } from 'vitest';
import { runTraced } from '../../fixtures/run-traced.ts';
import { identityOf } from '../../trace/foreign-identity.ts';
import type { SpanIdentity } from '../../trace/identity.ts';
import { stampArguments } from './logs.ts';

interface Output {
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** What is expected at the end of a line. */
  readonly stamp: string;
}

async function run(file: string, environment: Readonly<Record<string, string>> = {}): Promise<Output> {
  const { code, stdout, stderr } = await runTraced({
    file: new URL(`fixtures/${file}`, import.meta.url),
    environment: { OTEL_TRACES_EXPORTER: 'none', ...environment },
  });
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  const span = lines.find((line) => line.startsWith('span ')) ?? '';
  const { traceId, spanId, traceFlags } = JSON.parse(span.slice('span '.length));
  const stamp = ` trace_id=${traceId} span_id=${spanId} trace_flags=${Number(traceFlags).toString(16).padStart(2, '0')}`;
  return { lines, errors: stderr.split('\n'), stamp };
}

const TEXTS = [
  'text',
  'info a 7',
  'percent 100%',
  'percent %s of nothing',
  'object { a: 1 }',
  'debug',
  "{ bare: 'object' }",
  'group',
  '  inner',
];
const UNTOUCHED = ['outside', '', '{"json":"untouched"}', ' "json": "indented"', '}', 'own trace_id=1', 'lines'];

describe.each(['lines.mjs', 'lines.cjs'])('%s, asked to stamp', async (file) => {
  const { lines, errors, stamp } = await run(file, { OTEL_NODE_LOGS_STAMP_CONSOLE: 'true' });

  test.each(TEXTS)('%s', (text) => expect(lines).toContain(`${text}${stamp}`));

  test.each(UNTOUCHED)('untouched: %s', (text) => expect(lines).toContain(text));

  test('of several lines the last is stamped', () => expect(lines).toContain(`second${stamp}`));

  test('standard error too', () => {
    expect(errors).toEqual([`error to standard error${stamp}`, `warn${stamp}`, '']);
  });
});

describe('by default nothing is added, because a program may print what another one reads', async () => {
  const { lines, errors } = await run('lines.mjs');

  test.each([...TEXTS, ...UNTOUCHED, 'second'])('%s', (text) => expect(lines).toContain(text));

  test('standard error', () => expect(errors).toEqual(['error to standard error', 'warn', '']));
});

test('switched off, nothing is added even if asked for', async () => {
  const environment = { OTEL_NODE_LOGS_STAMP_CONSOLE: 'true', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'console' };
  expect((await run('lines.cjs', environment)).lines).toContain('text');
});

test('arguments of a format are never mistaken', () => {
  const identity = identityOf({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }) as SpanIdentity;
  const stamp = `trace_id=${'1'.repeat(32)} span_id=${'2'.repeat(16)} trace_flags=01`;
  const check = (values: unknown[], expected: unknown[]): void => {
    stampArguments(values, identity);
    expect(values).toEqual(expected);
  };
  check(['%s and %s', 'one'], [`one and %s ${stamp}`]);
  check(['%%'], [`%% ${stamp}`]);
  check([7], [7, stamp]);
  check([], []);
  check(['[1]'], ['[1]']);
  check(['{"a":1}', 'text'], [`{"a":1} text ${stamp}`]);
});
