import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { currentSpan } from './current-span.ts';
import { type Recorder, startRecorder } from './fixtures/recorder.ts';
import { withSpan } from './with-span.ts';

let recorder: Recorder;

beforeEach(() => {
  recorder = startRecorder();
});

afterEach(() => recorder.off());

/** Says what happens inside, and answers to `return` with a value of its own. */
function* talkative(seen: unknown[]): Generator<string, string, string> {
  try {
    for (;;) {
      try {
        seen.push(yield 'ready');
      } catch (error) {
        seen.push(error);
      }
    }
  } finally {
    seen.push(currentSpan());
    yield 'closing';
  }
}

async function* talkativeAsync(seen: unknown[]): AsyncGenerator<string, string, string> {
  return yield* talkative(seen);
}

describe('a generator', () => {
  test('starts its span with the first value and ends it with the last', () => {
    const values = withSpan('rows', function* () {
      yield 1;
      return 2;
    });
    expect(recorder.provider.shared.counters.started).toBe(0);
    expect(values.next()).toEqual({ value: 1, done: false });
    expect(recorder.provider.shared.counters.started).toBe(1);
    expect(recorder.ended).toHaveLength(0);
    expect(values.next()).toEqual({ value: 2, done: true });
    expect(recorder.ended).toHaveLength(1);
    expect(values.next()).toEqual({ value: undefined, done: true });
    expect(recorder.ended).toHaveLength(1);
  });

  test('is a child of the span that was active when it was made, and its span is active only while it runs', () => {
    const rows = withSpan('handler', () =>
      withSpan('rows', function* (span) {
        expect(currentSpan()).toBe(span);
        yield 1;
        expect(currentSpan()).toBe(span);
      }),
    );
    for (const _ of rows) expect(currentSpan()).toBeUndefined();
    expect(recorder.span('rows').parentSpanContext?.spanId).toBe(recorder.span('handler').spanContext().spanId);
  });

  test('gets what is sent, thrown and returned into it', () => {
    const seen: unknown[] = [];
    const values = withSpan('talk', function* () {
      return yield* talkative(seen);
    });
    const error = new Error('into');
    expect(values.next('lost')).toEqual({ value: 'ready', done: false });
    expect(values.next('hello')).toEqual({ value: 'ready', done: false });
    expect(values.throw(error)).toEqual({ value: 'ready', done: false });
    expect(values.return('end')).toEqual({ value: 'closing', done: false });
    expect(recorder.ended).toHaveLength(0);
    expect(values.next('')).toEqual({ value: 'end', done: true });
    expect(seen).toEqual(['hello', error, recorder.span('talk')]);
  });

  test('ends its span when the consumer stops early, without an error', () => {
    for (const row of withSpan('rows', function* () {
      yield 1;
      yield 2;
    })) {
      expect(row).toBe(1);
      break;
    }
    expect(recorder.span('rows').status.code).toBe(0);
  });

  test('that nobody asks for a value has no span, also when it is closed', () => {
    const values = withSpan('rows', function* () {
      yield 1;
    });
    expect(values.return(undefined)).toEqual({ value: undefined, done: true });
    expect(recorder.provider.shared.counters.started).toBe(0);
  });

  test('keeps the iterator helpers', () => {
    const values = withSpan('rows', function* () {
      yield 1;
      yield 2;
    }) as Generator<number> & { map(fn: (value: number) => number): Iterable<number> };
    expect(Array.from(values.map((value) => value * 2))).toEqual([2, 4]);
    expect(recorder.ended).toHaveLength(1);
  });

  test('that is bound is still one', () => {
    const values = withSpan(
      'rows',
      function* (this: { from: number }) {
        yield this.from;
      }.bind({ from: 3 }),
    );
    expect(recorder.provider.shared.counters.started).toBe(0);
    expect([...values]).toEqual([3]);
  });
});

describe('an asynchronous generator', () => {
  test('covers its iteration, its span active only while it runs', async () => {
    const rows = withSpan('rows', async function* (span) {
      for (const row of [1, 2, 3]) {
        await new Promise((resolve) => setImmediate(resolve));
        expect(currentSpan()).toBe(span);
        yield row;
      }
    });
    expect(recorder.provider.shared.counters.started).toBe(0);
    const seen: number[] = [];
    for await (const row of rows) {
      expect(currentSpan()).toBeUndefined();
      expect(recorder.ended).toHaveLength(0);
      seen.push(row);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(recorder.ended).toHaveLength(1);
  });

  test('gets what is sent, thrown and returned into it', async () => {
    const seen: unknown[] = [];
    const values = withSpan('talk', async function* () {
      return yield* talkativeAsync(seen);
    });
    const error = new Error('into');
    expect(await values.next('lost')).toEqual({ value: 'ready', done: false });
    expect(await values.next('hello')).toEqual({ value: 'ready', done: false });
    expect(await values.throw(error)).toEqual({ value: 'ready', done: false });
    expect(await values.return('end')).toEqual({ value: 'closing', done: false });
    expect(recorder.ended).toHaveLength(0);
    expect(await values.next('')).toEqual({ value: 'end', done: true });
    expect(seen).toEqual(['hello', error, recorder.span('talk')]);
  });

  test('answers requests that come before it is ready, in their order', async () => {
    const values = withSpan('rows', async function* () {
      yield 1;
      yield 2;
    });
    const results = await Promise.all([values.next(), values.next(), values.next()]);
    expect(results.map((result) => result.value)).toEqual([1, 2, undefined]);
    expect(recorder.ended).toHaveLength(1);
  });

  test('ends its span when the consumer stops early', async () => {
    for await (const _ of withSpan('rows', async function* () {
      yield 1;
      yield 2;
    }))
      break;
    expect(recorder.span('rows').status.code).toBe(0);
  });
});
