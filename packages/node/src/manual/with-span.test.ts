import { trace as api } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setReportSink } from '../diagnostics/reporter.ts';
import { type Recorder, startRecorder } from './fixtures/recorder.ts';
import { activeContext } from './api-global.ts';
import { currentSpan } from './current-span.ts';
import type { WithSpanOptions } from './span-start.ts';
import { withSpan } from './with-span.ts';

const UNSET = 0;
const OK = 1;
const ERROR = 2;

let recorder: Recorder;

beforeEach(() => {
  recorder = startRecorder();
});

afterEach(() => recorder.off());

describe('the span of a function', () => {
  test('of a synchronous one: active inside, ended after, status unset', () => {
    const result = withSpan('work', (span) => {
      expect(currentSpan()).toBe(span);
      expect(recorder.ended).toHaveLength(0);
      return 7;
    });
    expect(result).toBe(7);
    expect(currentSpan()).toBeUndefined();
    expect(recorder.span('work').status).toEqual({ code: UNSET });
  });

  test('of an asynchronous one: active across awaits, ended when the promise settles', async () => {
    const pending = withSpan('work', async (span) => {
      await new Promise((resolve) => setImmediate(resolve));
      expect(currentSpan()).toBe(span);
      return 7;
    });
    expect(recorder.ended).toHaveLength(0);
    expect(currentSpan()).toBeUndefined();
    expect(await pending).toBe(7);
    expect(recorder.span('work').status).toEqual({ code: UNSET });
  });

  test('has ended before the code that awaits it goes on', async () => {
    await withSpan('work', async () => null);
    expect(recorder.ended).toHaveLength(1);
  });

  test('of a thenable: begins to work inside the span, once', async () => {
    const calls: unknown[] = [];
    const query = {
      // oxlint-disable-next-line unicorn/no-thenable -- a query builder is one
      then(resolve: (value: string) => void) {
        calls.push(currentSpan());
        setImmediate(() => resolve('rows'));
      },
    } as PromiseLike<string>;
    const result = withSpan('query', () => query);
    expect(calls).toHaveLength(1);
    expect(await result).toBe('rows');
    expect(calls).toEqual([recorder.span('query')]);
  });

  test('keeps the class of a promise', async () => {
    class Cancellable<T> extends Promise<T> {}
    const result = withSpan('work', () => Cancellable.resolve(1));
    expect(result).toBeInstanceOf(Cancellable);
    expect(await result).toBe(1);
  });

  test('that the function ended itself is not ended again, which the runtime would report', () => {
    const reports: string[] = [];
    const previous = setReportSink((line) => reports.push(line));
    withSpan('work', (span) => span.end());
    setReportSink(previous);
    expect(recorder.ended).toHaveLength(1);
    expect(reports).toEqual([]);
  });
});

describe('an error', () => {
  const thrown = new RangeError('too many tasks');

  const fails: [string, () => unknown][] = [
    ['thrown', () => withSpan('work', () => raise(thrown))],
    ['rejected', async () => withSpan('work', async () => raise(thrown))],
    ['rejected by a thenable', () => withSpan('work', () => rejecting(thrown))],
    [
      'thrown while iterating',
      () => [
        ...withSpan('work', function* () {
          yield raise(thrown);
        }),
      ],
    ],
    [
      'thrown while iterating asynchronously',
      () =>
        drain(
          withSpan('work', async function* () {
            yield raise(thrown);
          }),
        ),
    ],
  ];

  test.each(fails)('%s: recorded, status ERROR, the same object thrown on', async (_, run) => {
    await expect((async () => run())()).rejects.toBe(thrown);
    const { status, events, ended } = recorder.span('work');
    expect(ended).toBe(true);
    expect(status).toEqual({ code: ERROR, message: 'too many tasks' });
    expect(events.map((event) => event.name)).toEqual(['exception']);
    expect(events[0].attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too many tasks',
      'exception.stacktrace': expect.stringContaining('with-span.test.ts'),
    });
  });

  test.each([
    ['a text', 'no', 'no'],
    ['nothing', undefined, 'undefined'],
    ['an object with a message', { message: 'no' }, 'no'],
  ])('may be %s', (_, value, message) => {
    expect(() => withSpan('work', () => raise(value))).toThrow();
    expect(recorder.span('work').status).toEqual({ code: ERROR, message });
  });

  test('leaves the description that the application chose, and is not recorded twice', () => {
    const run = () =>
      withSpan('work', (span) => {
        span.recordException(thrown);
        span.setStatus({ code: ERROR, message: 'Validation failed' });
        throw thrown;
      });
    expect(run).toThrow(thrown);
    const { status, events } = recorder.span('work');
    expect(status).toEqual({ code: ERROR, message: 'Validation failed' });
    expect(events).toHaveLength(1);
  });

  test('is recorded beside another one that the application recovered from', () => {
    const run = () =>
      withSpan('work', (span) => {
        span.recordException(new RangeError('first attempt'));
        throw thrown;
      });
    expect(run).toThrow(thrown);
    const messages = recorder.span('work').events.map((event) => event.attributes?.['exception.message']);
    expect(messages).toEqual(['first attempt', 'too many tasks']);
  });

  test('is recorded by every span that it passes', () => {
    expect(() => withSpan('outer', () => withSpan('inner', () => raise(thrown)))).toThrow(thrown);
    expect(recorder.ended.map((span) => [span.name, span.status.code])).toEqual([
      ['inner', ERROR],
      ['outer', ERROR],
    ]);
  });

  test('after the function set OK: OK is final', () => {
    const run = () =>
      withSpan('work', (span) => {
        span.setStatus({ code: OK });
        throw thrown;
      });
    expect(run).toThrow(thrown);
    expect(recorder.span('work').status.code).toBe(OK);
  });
});

describe('ok: true', () => {
  test.each([
    ['sets OK', () => withSpan('work', { ok: true }, () => null), OK],
    ['sets OK when a promise is fulfilled', () => withSpan('work', { ok: true }, async () => null), OK],
    [
      'leaves an error that the function set',
      () => withSpan('work', { ok: true }, (span) => void span.setStatus({ code: ERROR })),
      ERROR,
    ],
    [
      'sets OK when an iteration ends',
      () => [
        ...withSpan('work', { ok: true }, function* () {
          yield 1;
        }),
      ],
      OK,
    ],
  ])('%s', async (_, run, code) => {
    await run();
    expect(recorder.span('work').status.code).toBe(code);
  });
});

describe('options', () => {
  const foreign = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '7d2ea792e2df6a01', traceFlags: 1 };

  function run(options: WithSpanOptions | undefined) {
    withSpan('outer', () => withSpan('work', options, () => withSpan('inner', () => null)));
    const work = recorder.span('work');
    expect(recorder.span('inner').parentSpanContext?.spanId).toBe(work.spanContext().spanId);
    return work;
  }

  test('none: a child of the active span', () => {
    expect(run(undefined).parentSpanContext?.spanId).toBe(recorder.span('outer').spanContext().spanId);
  });

  test('root: a new trace', () => {
    const work = run({ root: true });
    expect(work.parentSpanContext).toBeUndefined();
    expect(work.spanContext().traceId).not.toBe(recorder.span('outer').spanContext().traceId);
  });

  test('parent: a span', () => {
    const parent = recorder.provider.getTracer('t').startSpan('elsewhere');
    expect(run({ parent }).parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  });

  test('parent: a span context', () => {
    const work = run({ parent: foreign });
    expect(work.parentSpanContext).toMatchObject({ traceId: foreign.traceId, spanId: foreign.spanId });
    expect(work.spanContext().traceId).toBe(foreign.traceId);
  });

  test('parent: a context', () => {
    const parent = api.setSpanContext(activeContext(), foreign);
    expect(run({ parent }).parentSpanContext?.spanId).toBe(foreign.spanId);
  });

  test('root wins over parent', () => {
    expect(run({ root: true, parent: foreign }).parentSpanContext).toBeUndefined();
  });

  test('tracer: by name, by object, by default', () => {
    expect(run({ tracer: 'cml.tasks' }).instrumentationScope.name).toBe('cml.tasks');
    recorder = startRecorder();
    expect(run({ tracer: recorder.provider.getTracer('mine', '2.0') }).instrumentationScope).toMatchObject({
      name: 'mine',
      version: '2.0',
    });
    recorder = startRecorder();
    expect(run({}).instrumentationScope.name).toBe('@throughline/node');
  });

  test('what the API knows is passed on', () => {
    const work = run({ kind: 3, links: [{ context: foreign }], startTime: [1_700_000_000, 5] });
    expect(work.kind).toBe(3);
    expect(work.links[0].context.spanId).toBe(foreign.spanId);
    expect(work.startTime).toEqual([1_700_000_000, 5]);
  });

  test('keys with a dot are attributes, over those in attributes', () => {
    const attributes = { 'task.id': 'a', 'task.kind': 'b' };
    expect(run({ attributes, 'task.id': 'c', 'task.done': undefined }).attributes).toEqual({
      'task.id': 'c',
      'task.kind': 'b',
    });
    expect(attributes).toEqual({ 'task.id': 'a', 'task.kind': 'b' });
  });
});

test('concurrent spans are siblings, and each is active in its own function', async () => {
  await withSpan('all', async () => {
    const names = ['a', 'b', 'c'];
    await Promise.all(
      names.map(async (name) =>
        withSpan(name, async (span) => {
          await new Promise((resolve) => setImmediate(resolve));
          expect(currentSpan()).toBe(span);
        }),
      ),
    );
  });
  const parents = ['a', 'b', 'c'].map((name) => recorder.span(name).parentSpanContext?.spanId);
  expect(new Set(parents)).toEqual(new Set([recorder.span('all').spanContext().spanId]));
});

describe('while tracing is off', () => {
  beforeEach(() => recorder.off());

  test('every shape of function runs, with a span that does nothing', async () => {
    const thrown = new Error('no');
    expect(withSpan('work', { ok: true, 'task.id': 1 }, (span) => span.isRecording())).toBe(false);
    expect(await withSpan('work', async (span) => span.setAttribute('a', 1).spanContext().traceId)).toBe(
      '0'.repeat(32),
    );
    expect([
      ...withSpan('work', function* () {
        yield 1;
        yield 2;
      }),
    ]).toEqual([1, 2]);
    expect(() => withSpan('work', () => raise(thrown))).toThrow(thrown);
    expect(recorder.ended).toEqual([]);
  });

  test('turned on later, it is on', () => {
    const count = () => withSpan('work', (span) => span.isRecording());
    expect(count()).toBe(false);
    recorder = startRecorder();
    expect(count()).toBe(true);
  });
});

function raise(error: unknown): never {
  throw error;
}

function rejecting(error: unknown): PromiseLike<never> {
  // oxlint-disable-next-line unicorn/no-thenable -- the test is about thenables
  return { then: (_: unknown, reject: (error: unknown) => void) => reject(error) } as PromiseLike<never>;
}

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}
