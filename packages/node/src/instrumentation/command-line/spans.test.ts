import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { type Exported, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';

/** With time for the last flush also where the machine is slow. */
function run(program: TracedProgram): Promise<Exported> {
  return runExported({ ...program, environment: { OTEL_NODE_SHUTDOWN_DEADLINE: '20000', ...program.environment } });
}

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

/** The span of the command: the one without a parent. */
function commandOf({ spans }: Exported): ReceivedSpan {
  return spans.find(({ scope }) => scope === '@throughline/node/command-line') as ReceivedSpan;
}

function outcomeOf(span: ReceivedSpan): unknown[] {
  const { name, attributes, status } = span;
  return [
    name,
    attributes['process.exit.code'] ?? attributes['process.exit.signal'],
    attributes['error.type'],
    status?.message,
  ];
}

const OUTCOMES: Readonly<Record<string, unknown[]>> = {
  'power on s3cret': ['bmc power on', 0, undefined, undefined],
  '--token=s3cret power off s3cret': ['bmc power off', 3, '3', 'exit code 3'],
  throws: ['bmc throws', 1, 'RangeError', 'broken'],
  rejects: ['bmc rejects', 1, 'RangeError', 'broken later'],
  exits: ['bmc exits', 4, '4', 'exit code 4'],
  crashes: ['bmc crashes', 1, 'TypeError', 'uncaught'],
  killed: ['bmc killed', 'SIGTERM', 'SIGTERM', 'ended by SIGTERM'],
  's3cret nonsense': ['bmc', 1, '1', 'exit code 1'],
  '--help': ['bmc', 0, undefined, undefined],
};

describe.each([
  ['app.cjs', OUTCOMES],
  ['app.mjs', { exits: OUTCOMES.exits }],
  ['es-module.mjs', OUTCOMES],
  ['required.cjs', { exits: OUTCOMES.exits }],
])('%s', (file, outcomes) => {
  test.each(Object.entries(outcomes))('%s', async (words, expected) => {
    const args = words.split(' ');
    const [on, off] = await Promise.all([
      run({ file: fixture(file), args }),
      run({ file: fixture(file), args, preload: false }),
    ]);
    expect([on.code, on.signal, on.stdout]).toEqual([off.code, off.signal, off.stdout]);
    expect(outcomeOf(commandOf(on))).toEqual(expected);
    expect(inspect(on.spans, { depth: Infinity })).not.toContain('s3cret');
  });
});

test('everything that the command does is below its span', async () => {
  const result = await run({ file: fixture('app.mjs'), args: ['power', 'on', 'x'] });
  const command = commandOf(result);
  expect(command).toMatchObject({ kind: 'INTERNAL', parentSpanId: '', events: [{ name: 'done' }] });
  expect(command.attributes).toEqual({
    'process.pid': expect.any(Number),
    'process.executable.name': 'app.mjs',
    'process.exit.code': 0,
  });
  const work = result.spans.find(({ name }) => name === 'work');
  expect(work?.parentSpanId).toBe(command.spanId);
});

describe('parse(), which waits for no promise', () => {
  const check = (command: string, expected: unknown[], printed: string): void => {
    test(command, async () => {
      const start = { file: fixture('app.cjs'), args: command.split(' '), environment: { PARSE: 'parse' } };
      const [on, off] = await Promise.all([run(start), run({ ...start, preload: false })]);
      expect([on.code, on.stdout]).toEqual([off.code, off.stdout]);
      expect(on.stdout).toBe(printed);
      expect(outcomeOf(commandOf(on))).toEqual(expected);
    });
  };
  check('power on x', ['bmc power on', 0, undefined, undefined], 'on 1\n');
  check('power off x', ['bmc power off', 3, '3', 'exit code 3'], '');
  check('rejects', ['bmc rejects', 1, 'RangeError', 'broken later'], 'unhandled broken later\n');
});

describe('the trace of who started the program', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const valid = `00-${traceId}-b7ad6b7169203331-01`;
  const check = (name: string, environment: Record<string, string>, expected: object): void => {
    test(name, async () => {
      const result = await run({ file: fixture('app.cjs'), args: ['power', 'on', 'x'], environment });
      expect(result.stderr).toBe('');
      expect(commandOf(result)).toMatchObject(expected);
    });
  };
  const root = { parentSpanId: '', traceId: expect.not.stringContaining(traceId) as string };
  check(
    'goes on',
    { TRACEPARENT: valid, TRACESTATE: 'a=1' },
    { traceId, parentSpanId: 'b7ad6b7169203331', traceState: 'a=1' },
  );
  check('is not there', {}, root);
  check('is malformed', { TRACEPARENT: '00-nonsense' }, root);
  check('is all zeros', { TRACEPARENT: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }, root);
  check('comes as B3', { OTEL_PROPAGATORS: 'b3', B3: `${traceId}-b7ad6b7169203331-1` }, { traceId });

  test('reaches a program through its parent', async () => {
    const source = `
      import { execFileSync } from 'node:child_process';
      import { traceCommand } from '@throughline/node';
      traceCommand('outer', () => {
        execFileSync(process.execPath, [...process.execArgv.slice(0, 3), ${JSON.stringify(fixture('app.cjs').pathname)}, 'power', 'on', 'x']);
      });`;
    const { spans } = await run({ source });
    const find = (name: string): ReceivedSpan => spans.find((span) => span.name === name) as ReceivedSpan;
    expect(find('bmc power on')).toMatchObject({ traceId: find('outer').traceId, parentSpanId: find('outer').spanId });
  });
});

describe('traceCommand()', () => {
  const check = (body: string, expected: unknown[], printed = ''): void => {
    test(body, async () => {
      const source = `
        import { parseArgs } from 'node:util';
        import { traceCommand } from '@throughline/node';
        const { positionals } = parseArgs({ allowPositionals: true });
        ${body}`;
      const args = ['s3cret'];
      const [on, off] = await Promise.all([
        run({ source, args }),
        run({ source, args, environment: { OTEL_SDK_DISABLED: 'true' } }),
      ]);
      expect([on.code, on.stdout, off.code, off.stdout]).toEqual([off.code, printed, on.code, printed]);
      expect(outcomeOf(commandOf(on))).toEqual(expected);
    });
  };
  check("console.log(traceCommand('a', () => positionals.length));", ['a', 0, undefined, undefined], '1\n');
  check("console.log(await traceCommand('a b', async () => 7));", ['a b', 0, undefined, undefined], '7\n');
  check("traceCommand('a', () => { process.exitCode = 2; });", ['a', 2, '2', 'exit code 2']);
  check("traceCommand('a', () => process.exit(5));", ['a', 5, '5', 'exit code 5']);
  check("try { traceCommand('a', () => JSON.parse('{')); } catch {}", ['a', 1, 'SyntaxError', expect.any(String)]);
  check("await traceCommand('a', () => new Promise(() => {}));", ['a', 13, '13', 'exit code 13']);
});

describe('switched off', () => {
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => {
      const source = `
        import { Command } from 'commander';
        console.log(/^parseAsync\\(argv|^async parseAsync\\(argv/.test(String(Command.prototype.parseAsync)));
        await new Command('x').action(() => {}).parseAsync();`;
      const { spans, stdout } = await run({ source, environment });
      expect(stdout).toBe('true\n');
      expect(spans).toEqual([]);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'commander' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});
