import { describe, expect, test } from 'vitest';
import { expectedIds, idsOf, type Line, logLines, NO_IDS } from '../../logs/fixtures/log-lines.ts';

interface Run {
  readonly file: string;
  readonly library?: string;
  readonly preload?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

function run({ file, library = 'pino', ...rest }: Run): Promise<Record<string, Line>> {
  return logLines({ file: new URL(`fixtures/${file}`, import.meta.url), args: [library], ...rest });
}

const STAMPED = [
  'text',
  'fields',
  'error',
  'child of child',
  'mixin',
  'formatters',
  'hooked',
  'bare',
  'keys',
  'redacted',
  'after waiting',
];

describe.each<Run>([
  { file: 'app.cjs', library: 'pino' },
  { file: 'app.cjs', library: 'pino-9' },
  { file: 'app.cjs', library: 'pino-8' },
  { file: 'app.mjs', library: 'pino' },
  { file: 'app.mjs', library: 'pino-9' },
  { file: 'app.mjs', library: 'pino-8' },
  { file: 'early.mjs', preload: false },
])('$file with $library', async (program) => {
  const lines = await run(program);

  test.each(STAMPED)('%s', (message) => {
    expect(idsOf(lines[message])).toEqual(expectedIds(lines.span));
  });

  test('what the application configured is still there', () => {
    expect(lines.mixin).toMatchObject({ mixed: true, user: 7 });
    expect(lines.formatters).toMatchObject({ severity: 'info', formatted: true });
    expect(lines['child of child']).toMatchObject({ request: 'r1', step: 2 });
    expect(lines.keys).toMatchObject({ payload: { user: 7 } });
    expect(lines.redacted).toMatchObject({ password: '[Redacted]' });
    expect(lines.error).toMatchObject({ err: { type: 'Error', message: 'broken' } });
  });

  test('no span, no ids', () => expect(idsOf(lines.outside)).toEqual(NO_IDS));

  test.each(['own field', 'own binding'])('%s wins', (message) => {
    expect(idsOf(lines[message])).toEqual({ ...NO_IDS, trace_id: 'mine' });
  });

  test.each([1, 2])('work at the same time has its own span: %i', (user) => {
    const line = lines[`at the same time ${user}`];
    expect(line.span_id).toBe(line.span);
  });
});

test('a span that is not sampled has ids too, and says so', async () => {
  const lines = await run({ file: 'app.mjs', environment: { OTEL_TRACES_SAMPLER: 'always_off' } });
  expect(lines.text).toMatchObject({ trace_id: lines.span.traceId, span_id: lines.span.spanId });
  expect(Number.parseInt(lines.text.trace_flags as string, 16) & 1).toBe(0);
});

test('a transport in a worker thread gets the ids', async () => {
  const lines = await run({ file: 'transport.mjs' });
  expect(lines['from a worker'].trace_id).toBe(lines['from a worker'].expected);
});

test('switched off, no line is touched', async () => {
  const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pino' };
  const lines = await run({ file: 'app.cjs', environment });
  expect(STAMPED.map((message) => idsOf(lines[message]))).toEqual(STAMPED.map(() => NO_IDS));
});
