import { describe, expect, test } from 'vitest';
import { expectedIds, idsOf, type Line, logLines, NO_IDS } from '../../logs/fixtures/log-lines.ts';

interface Run {
  readonly file: string;
  readonly preload?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

function run({ file, ...rest }: Run): Promise<Record<string, Line>> {
  return logLines({ file: new URL(`fixtures/${file}`, import.meta.url), ...rest });
}

const STAMPED = [
  'text',
  'fields',
  'log',
  'one object',
  'message object',
  'child of child',
  'formats',
  'failure',
  'printf',
  'default logger',
  'shared',
  'after waiting',
];

describe.each<Run>([{ file: 'app.cjs' }, { file: 'app.mjs' }, { file: 'early.mjs', preload: false }])(
  '$file',
  async (program) => {
    const lines = await run(program);

    test.each(STAMPED)('%s', (message) => {
      expect(idsOf(lines[message])).toEqual(expectedIds(lines.span));
    });

    test('what the application configured is still there', () => {
      expect(lines['child of child']).toMatchObject({ app: 'shop', request: 'r1', step: 2 });
      expect(lines.formats).toMatchObject({ label: 'l', timestamp: expect.any(String) });
      expect(lines.failure).toMatchObject({ level: 'error', stack: expect.stringContaining('Error: failure\n') });
    });

    test('no span, no ids', () => expect(idsOf(lines.outside)).toEqual(NO_IDS));

    test('a field of the application wins', () => {
      expect(idsOf(lines.own)).toEqual({ ...NO_IDS, trace_id: 'mine' });
    });

    test('an object of the application stays as it is', () => {
      expect(JSON.parse(lines.untouched.shared as string)).toEqual({ app: 'shop', level: 'info', message: 'shared' });
    });

    test.each(['shared again', 'the same object', 'the same error'])('logged again in another span: %s', (message) => {
      expect(lines[message].span_id).toBe(lines[message].span);
    });

    test('an error logged again outside of a span has no ids', () => {
      expect(idsOf(lines['error outside'])).toEqual(NO_IDS);
    });
  },
);

test('switched off, no line is touched', async () => {
  const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'winston' };
  const lines = await run({ file: 'app.cjs', environment });
  expect(STAMPED.map((message) => idsOf(lines[message]))).toEqual(STAMPED.map(() => NO_IDS));
});
