import { inspect } from 'node:util';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { named, runExported } from '../../fixtures/run-exported.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

type Shown = [traceparent: string | null, tracestate: string | null, baggage: string | null, own: string | null];

const WAYS = ['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync'] as const;
const FAILURES = ['ENOENT', '3,', ',SIGTERM', 'ENOENT', 4, 5, 0, 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_TYPE'];

interface Printed extends Record<(typeof WAYS)[number] | 'own' | 'ownSync' | 'none', Shown> {
  readonly trace: string;
  readonly failures: unknown[];
}

async function run(file: string, environment: Record<string, string> = {}, preload = true) {
  const result = await runExported({ file: fixture(file), environment, preload });
  return { ...result, printed: JSON.parse(result.stdout) as Printed };
}

describe.each(['app.cjs', 'app.mjs'])('%s', async (file) => {
  const { printed, spans, stderr } = await run(file);
  const [work] = named(spans, 'work');

  test.each(WAYS)('%s gives the child the active span', (way) => {
    const ownEnvironment = way === 'spawn' || way === 'execSync' ? null : '1';
    expect(printed[way][0]).toBe(`00-${work.traceId}-${work.spanId}-03`);
    expect(printed[way][3]).toBe(ownEnvironment);
  });

  test('what the caller says stands', () => {
    expect([printed.own[0], printed.ownSync[0]]).toEqual(['mine', 'mine']);
  });

  test('without a span there is nothing to give', () => expect(printed.none).toEqual([null, null, null, '1']));

  test('the program sees no other difference', () => {
    expect(printed.failures).toEqual(FAILURES);
    expect(stderr).toBe('');
    expect(spans.map(({ name }) => name)).toEqual(['work']);
  });
});

describe('options', () => {
  const check = (name: string, environment: Record<string, string>, expected: Shown): void => {
    test(name, async () => {
      const source = `
        import { execFileSync } from 'node:child_process';
        import { withSpan } from '@throughline/node';
        import { propagation, context } from '@opentelemetry/api';
        const baggage = propagation.createBaggage({ customer: { value: 'c-1' } });
        context.with(propagation.setBaggage(context.active(), baggage), () => withSpan('work', () => {
          process.stdout.write(execFileSync(process.execPath, [${JSON.stringify(fixture('show.cjs').pathname)}]));
        }));`;
      const { stdout } = await runExported({ source, environment });
      expect(JSON.parse(stdout)).toEqual(expected);
    });
  };
  const traceparent = expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-03$/) as string;
  const inherited = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  check('by default', {}, [traceparent, null, null, null]);
  check('what is only inherited is replaced', { TRACEPARENT: inherited, TRACESTATE: 'a=1' }, [
    traceparent,
    '',
    null,
    null,
  ]);
  check('baggage', { OTEL_NODE_CHILD_PROCESS_BAGGAGE: 'true' }, [traceparent, null, 'customer=c-1', null]);
  check('off', { OTEL_NODE_CHILD_PROCESS_PROPAGATE: 'false', TRACEPARENT: inherited }, [inherited, null, null, null]);
});

describe('a span for each child', async () => {
  const { printed, spans } = await run('app.cjs', { OTEL_NODE_CHILD_PROCESS_SPANS: 'true' });
  const off = await run('app.cjs', {}, false);
  const children = spans.filter(({ scope }) => scope === '@throughline/node/child-process');
  const node = basename(process.execPath);

  test('is the parent that the child gets', () => {
    const given = WAYS.map((way) => printed[way][0]?.split('-')[2]);
    const inWork = children.filter(({ traceId }) => traceId === printed.trace);
    expect(given).toEqual(inWork.slice(0, WAYS.length).map(({ spanId }) => spanId));
    const [work] = named(spans, 'work');
    expect(inWork.every(({ parentSpanId }) => parentSpanId === work.spanId)).toBe(true);
  });

  test('has the command and how it ended', () => {
    const described = children.map(({ name, attributes }) => [
      name,
      attributes['process.exit.code'] ?? attributes['process.exit.signal'],
      attributes['error.type'],
    ]);
    expect(described).toEqual([
      [`process ${node}`, 0, undefined],
      ['process sh', 0, undefined],
      [`process ${node}`, 0, undefined],
      [`process ${node}`, 0, undefined],
      [`process ${node}`, 0, undefined],
      ['process sh', 0, undefined],
      ...Array.from({ length: 4 }, () => [`process ${node}`, 0, undefined]),
      ['process no-such-program-s3cret', undefined, 'ENOENT'],
      [`process ${node}`, 3, '3'],
      [`process ${node}`, 'SIGTERM', 'SIGTERM'],
      ['process no-such-program', undefined, 'ENOENT'],
      [`process ${node}`, 4, '4'],
      ['process sh', 5, '5'],
      ['process echo', 0, undefined],
      ['process ', undefined, 'ERR_INVALID_ARG_TYPE'],
    ]);
    expect(children[0].attributes).toEqual({
      'process.executable.name': node,
      'process.pid': expect.any(Number),
      'process.exit.code': 0,
    });
  });

  test('and nothing else', () => {
    expect(inspect(spans, { depth: Infinity }).replaceAll('no-such-program-s3cret', '')).not.toContain('s3cret');
    expect(printed.failures).toEqual(off.printed.failures);
  });
});

describe('switched off', () => {
  const source = `
    import { ChildProcess, execSync } from 'node:child_process';
    console.log(/^function execSync\\(command, options\\)/.test(String(execSync)), /validateObject/.test(String(ChildProcess.prototype.spawn)));`;
  const check = (name: string, environment: Record<string, string>, expected: string): void => {
    test(name, async () => {
      expect((await runExported({ source, environment })).stdout).toBe(expected);
    });
  };
  check('not', {}, 'false false\n');
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'child-process' }, 'true true\n');
  check('by its options', { OTEL_NODE_CHILD_PROCESS_PROPAGATE: 'false' }, 'true true\n');
  check('as a whole', { OTEL_SDK_DISABLED: 'true' }, 'true true\n');
});
