import { context as api, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './context.ts';
import { activeContext, AsyncContextManager } from './context-manager.ts';

const KEY = createContextKey('key');
const manager = new AsyncContextManager();
const one = ROOT.setValue(KEY, 'one');
const two = ROOT.setValue(KEY, 'two');

function active(): unknown {
  return manager.active().getValue(KEY);
}

beforeEach(() => void api.setGlobalContextManager(manager));
afterEach(() => api.disable());

describe('with', () => {
  test('runs in the context, and leaves it', () => {
    expect(manager.active()).toBe(ROOT);
    expect(manager.with(one, active)).toBe('one');
    expect(manager.with(one, () => manager.with(two, active))).toBe('two');
    expect(activeContext()).toBe(ROOT);
  });

  test('passes this, arguments and result', () => {
    function add(this: { base: number }, value: number): number {
      return this.base + value;
    }
    expect(api.with(one, add, { base: 40 }, 2)).toBe(42);
    expect(api.with(one, (left: number, right: number) => left + right, undefined, 40, 2)).toBe(42);
  });

  test('leaves the context where the function throws or rejects', async () => {
    const thrown = new Error('thrown');
    const fail = () => {
      throw thrown;
    };
    expect(() => manager.with(one, fail)).toThrow(thrown);
    expect(active()).toBeUndefined();
    await expect(manager.with(one, async () => fail())).rejects.toBe(thrown);
    expect(active()).toBeUndefined();
  });

  const CONTINUATIONS: readonly (readonly [name: string, wait: (done: () => void) => void])[] = [
    [
      'a promise',
      async (done) => {
        await Promise.resolve();
        done();
      },
    ],
    ['setImmediate', (done) => void setImmediate(done)],
    ['setTimeout', (done) => void setTimeout(done, 0)],
    ['process.nextTick', (done) => process.nextTick(done)],
    ['queueMicrotask', (done) => queueMicrotask(done)],
  ];

  test.each(CONTINUATIONS)('is carried through %s', async (_, wait) => {
    const seen = await manager.with(one, () => new Promise((resolve) => wait(() => resolve(active()))));
    expect(seen).toBe('one');
  });

  test('takes no context for the root one', () => {
    expect(manager.with(undefined as never, () => manager.active())).toBe(ROOT);
  });

  test("takes the API's own context", () => {
    expect(api.with(ROOT_CONTEXT.setValue(KEY, 'theirs'), active)).toBe('theirs');
  });
});

describe('bind', () => {
  test('a function runs in its context wherever it is called, with its own this', () => {
    const bound = manager.bind(one, function (this: unknown, value: string) {
      return [this, value, active()];
    });
    const target = {};
    expect(manager.with(two, () => bound.call(target, 'argument'))).toEqual([target, 'argument', 'one']);
  });

  test('a function keeps its length, which libraries look at', () => {
    expect(manager.bind(one, (_error: unknown, _request: unknown, _next: unknown) => {}).length).toBe(3);
  });

  test.each([undefined, null, 7, 'text', { plain: true }])('%o is returned as it is', (target) => {
    expect(manager.bind(one, target)).toBe(target);
  });
});

describe('bind of an event emitter', () => {
  function emitAll(emitter: EventEmitter, seen: unknown[]): void {
    manager.with(two, () => emitter.emit('event', seen));
  }
  const listener = (seen: unknown[]) => void seen.push(active());

  test('listeners added before and after run in the context', () => {
    const emitter = new EventEmitter().on('event', listener);
    expect(manager.bind(one, emitter)).toBe(emitter);
    emitter.on('event', listener);
    const seen: unknown[] = [];
    emitAll(emitter, seen);
    expect(seen).toEqual(['one', 'one']);
  });

  test('once and removal work as before', () => {
    const emitter = manager.bind(one, new EventEmitter());
    const seen: unknown[] = [];
    emitter.once('event', listener).on('event', listener).off('event', listener);
    emitAll(emitter, seen);
    emitAll(emitter, seen);
    expect(seen).toEqual(['one']);
    expect(emitter.listenerCount('event')).toBe(0);
    expect(emitter.emit('event', seen)).toBe(false);
  });

  test('the last context wins, and emit is wrapped once', () => {
    const emitter = manager.bind(one, new EventEmitter().on('event', listener));
    const { emit } = emitter;
    const seen: unknown[] = [];
    manager.bind(ROOT.setValue(KEY, 'three'), emitter);
    emitAll(emitter, seen);
    expect(seen).toEqual(['three']);
    expect(emitter.emit).toBe(emit);
    expect(Object.keys(emitter)).toEqual(Object.keys(new EventEmitter()));
  });

  test('an emitter that nobody bound runs its listeners where it emits', () => {
    const seen: unknown[] = [];
    emitAll(new EventEmitter().on('event', listener), seen);
    expect(seen).toEqual(['two']);
  });

  test('this and the arguments reach the listeners, and an error event without listener is thrown', () => {
    const emitter = manager.bind(one, new EventEmitter());
    const thrown = new Error('nobody listens');
    expect(() => emitter.emit('error', thrown)).toThrow(thrown);
    emitter.on('event', function (this: EventEmitter, ...values: unknown[]) {
      expect(this).toBe(emitter);
      expect(values).toEqual([1, 2, 3]);
    });
    expect(emitter.emit('event', 1, 2, 3)).toBe(true);
  });
});

test('attach enters a context until it is disposed', () => {
  manager.with(two, () => {
    const attached = manager.attach(one);
    expect(active()).toBe('one');
    attached.dispose();
    expect(active()).toBe('two');
  });
});

test('disable leaves every context', () => {
  manager.with(one, () => {
    manager.disable();
    expect(manager.active()).toBe(ROOT);
  });
  expect(manager.enable()).toBe(manager);
  expect(manager.with(two, active)).toBe('two');
});

test("the API's helpers read and write spans and baggage in our context", () => {
  const span = trace.wrapSpanContext({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  });
  const withBoth = propagation.setBaggage(trace.setSpan(ROOT, span), propagation.createBaggage({ k: { value: 'v' } }));
  api.with(withBoth, () => {
    expect(trace.getActiveSpan()).toBe(span);
    expect(propagation.getActiveBaggage()?.getEntry('k')).toEqual({ value: 'v' });
  });
  expect(trace.getSpan(trace.deleteSpan(withBoth))).toBeUndefined();
  expect(propagation.getBaggage(propagation.deleteBaggage(withBoth))).toBeUndefined();
});
