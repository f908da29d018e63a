import { type Context, createContextKey, INVALID_SPAN_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { parseTraceState } from '@throughline/wire';
import { describe, expect, test } from 'vitest';
import { getSpan, ROOT, SUPPRESSED, withSpan } from '../context/context.ts';
import { activeContext, storage } from '../context/context-manager.ts';
import { createRemoteSpan } from '../propagation/remote-context.ts';
import { ALWAYS_OFF } from '../sampling/always.ts';
import { CustomSampler } from '../sampling/custom.ts';
import type { Decision, Sampler } from '../sampling/sampler.ts';
import { collectReports } from './fixtures/reports.ts';
import { SpanRecorder } from './fixtures/span-recorder.ts';
import { NonRecordingSpan } from './non-recording-span.ts';
import { Span } from './span.ts';

const lines = collectReports();
const recorder = new SpanRecorder();
const { tracer } = recorder;

const REMOTE_IDS = {
  traceWord0: 0x4bf9_2f35,
  traceWord1: 0x77b3_4da6,
  traceWord2: 0x23ce_929d,
  traceWord3: 0x0e0e_4736,
  spanWord0: 0x00f0_67aa,
  spanWord1: 0x0ba9_02b7,
};
const REMOTE = createRemoteSpan(REMOTE_IDS, 3, 'a=1');
const TRACE_ID = '4bf92f3577b34da623ce929d0e0e4736';

function start(name: string, context: Context = ROOT, recorderTracer = tracer): Span {
  return recorderTracer.startSpan(name, undefined, context) as Span;
}

function deciding(decide: Sampler['decide']): Sampler {
  return { isForeign: false, needsAttributes: false, decide };
}

describe('a parent', () => {
  test('none: a new trace, sampled and marked random', () => {
    const [one, other] = [start('one'), start('other')];
    const { traceId, spanId, traceFlags, traceState, isRemote } = one.spanContext();
    expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
    expect([traceFlags, traceState, isRemote]).toEqual([3, undefined, undefined]);
    expect(one.parentSpanContext).toBeUndefined();
    expect(one.wireFlags).toBe(0x103);
    expect(other.spanContext().traceId).not.toBe(traceId);
  });

  test('of ours: its trace, flags and trace state', () => {
    const parent = start('parent', withSpan(ROOT, REMOTE));
    const child = start('child', withSpan(ROOT, parent));
    expect(child.spanContext()).toMatchObject({ traceId: TRACE_ID, traceFlags: 3 });
    expect(child.spanContext().spanId).not.toBe(parent.spanContext().spanId);
    expect(child.spanContext().traceState?.serialize()).toBe('a=1');
    expect(child.parentSpanContext).toMatchObject(parent.spanContext());
    expect(child.wireFlags).toBe(0x103);
  });

  test('that has ended is still one', () => {
    const parent = start('parent');
    parent.end();
    expect(start('child', withSpan(ROOT, parent)).parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  });

  test('in another process: its trace, and the flag that it is remote', () => {
    const span = start('server', withSpan(ROOT, REMOTE));
    expect(span.parentSpanContext).toMatchObject({ traceId: TRACE_ID, spanId: '00f067aa0ba902b7', isRemote: true });
    expect(span.wireFlags).toBe(0x303);
    expect(span.spanContext().isRemote).toBeUndefined();
  });

  test('without the random flag: it is not set behind it', () => {
    const level1 = createRemoteSpan(REMOTE_IDS, 1, '');
    expect(start('server', withSpan(ROOT, level1)).spanContext().traceFlags).toBe(1);
  });

  test('of somebody else: what its span context says', () => {
    const context = { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', traceFlags: TraceFlags.SAMPLED };
    const traceState = parseTraceState('b=2');
    const foreign = trace.wrapSpanContext({ ...context, isRemote: true, traceState });
    const span = start('work', withSpan(ROOT, foreign));
    expect(span.parentSpanContext).toMatchObject({ ...context, isRemote: true });
    expect(span.spanContext().traceState?.serialize()).toBe('b=2');
  });

  test('of no valid context is none', () => {
    const invalid = [
      INVALID_SPAN_CONTEXT,
      { traceId: TRACE_ID, spanId: '0'.repeat(16), traceFlags: 1 },
      { traceId: '0'.repeat(32), spanId: '00f067aa0ba902b7', traceFlags: 1 },
      { traceId: 'short', spanId: '00f067aa0ba902b7', traceFlags: 1 },
      { traceId: TRACE_ID, spanId: 'x'.repeat(16), traceFlags: 1 },
    ];
    for (const context of invalid) {
      const span = start('work', withSpan(ROOT, trace.wrapSpanContext(context)));
      expect(span.parentSpanContext, JSON.stringify(context)).toBeUndefined();
      expect(span.spanContext().traceId).not.toBe(TRACE_ID);
    }
  });

  test('of a foreign context implementation is found', () => {
    const key = createContextKey('span of nobody');
    const foreign: Context = {
      getValue: (asked) => (asked === key ? undefined : trace.setSpan(ROOT, REMOTE).getValue(asked)),
      setValue: () => ROOT,
      deleteValue: () => ROOT,
    };
    expect(start('work', foreign).spanContext().traceId).toBe(TRACE_ID);
  });
});

test('a kind that is none is internal', () => {
  const check = (kind: unknown, expected: number): void =>
    expect((tracer.startSpan('work', { kind: kind as number }) as Span).kind, String(kind)).toBe(expected);
  for (const kind of [0, 1, 2, 3, 4]) check(kind, kind);
  for (const kind of [5, -1, 1.5, '1', null, undefined, Number.NaN]) check(kind, 0);
});

describe('the root option', () => {
  test('begins a trace whatever is active', () => {
    const span = tracer.startSpan('work', { root: true }, withSpan(ROOT, REMOTE)) as Span;
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.spanContext().traceId).not.toBe(TRACE_ID);
    expect(span.spanContext().traceState).toBeUndefined();
  });

  test('takes the span out of the context that samplers and processors see, and nothing else', () => {
    const seen: Context[] = [];
    const sampler = new CustomSampler({
      shouldSample: (context) => {
        seen.push(context);
        return { decision: 2 };
      },
    });
    const key = createContextKey('other');
    const own = new SpanRecorder({ sampler });
    own.provider.shared.useProcessors({ onStart: (_: unknown, context: Context) => seen.push(context) } as never, own);
    own.tracer.startSpan('work', { root: true }, withSpan(ROOT, REMOTE).setValue(key, 'kept'));
    expect(seen.map((context) => [getSpan(context), context.getValue(key)])).toEqual([
      [undefined, 'kept'],
      [undefined, 'kept'],
    ]);
  });
});

describe('while tracing is suppressed', () => {
  const suppressed = (span: Parameters<typeof withSpan>[1]): Context => withSpan(SUPPRESSED, span);

  test('no span is made, and the one that is active stays out of reach', () => {
    const active = start('active');
    const span = tracer.startSpan('silent', undefined, suppressed(active));
    expect(span).not.toBe(active);
    expect(span.isRecording()).toBe(false);
    expect(span.spanContext()).toEqual(active.spanContext());
    span.setAttribute('a', 1);
    span.end();
    expect([active.attributes, active.ended]).toEqual([{}, false]);
  });

  test('a parent that does not record is handed on', () => {
    expect(tracer.startSpan('silent', undefined, suppressed(REMOTE))).toBe(REMOTE);
    const foreign = trace.wrapSpanContext(REMOTE.spanContext());
    expect(tracer.startSpan('silent', undefined, suppressed(foreign))).toBe(foreign);
  });

  test('without a parent, or as a root, its context is not valid', () => {
    for (const span of [
      tracer.startSpan('silent', undefined, SUPPRESSED),
      tracer.startSpan('silent', { root: true }, suppressed(REMOTE)),
    ]) {
      expect(span.spanContext()).toEqual(INVALID_SPAN_CONTEXT);
      expect(span.isRecording()).toBe(false);
    }
  });

  test('code under startActiveSpan is suppressed too', () => {
    const result = tracer.startActiveSpan('silent', {}, SUPPRESSED, () => tracer.startSpan('inner'));
    expect(result.spanContext()).toEqual(INVALID_SPAN_CONTEXT);
  });
});

test('after shutdown no span is made', () => {
  const own = new SpanRecorder();
  expect(own.tracer.enabled()).toBe(true);
  own.provider.shared.active = false;
  expect(own.tracer.enabled()).toBe(false);
  own.tracer.startSpan('late').end();
  expect(own.tracer.startSpan('late', undefined, withSpan(ROOT, REMOTE))).toBe(REMOTE);
  expect(own.spans).toEqual([]);
});

describe('startActiveSpan', () => {
  test('takes options and a context in front of the function', () => {
    const context = withSpan(ROOT, REMOTE);
    const options = { kind: 3, attributes: { a: 1 } };
    const check = (span: Span, kind: number, traceId: string | undefined): void => {
      expect(getSpan(activeContext())).toBe(span);
      expect(span.kind).toBe(kind);
      expect(span.attributes).toEqual(kind === 0 ? {} : { a: 1 });
      expect(span.spanContext().traceId === TRACE_ID).toBe(traceId === TRACE_ID);
    };
    const id = start('outer').spanContext().traceId;
    tracer.startActiveSpan('a', (span) => check(span as Span, 0, id));
    tracer.startActiveSpan('b', options, (span) => check(span as Span, 3, id));
    tracer.startActiveSpan('c', options, context, (span) => check(span as Span, 3, TRACE_ID));
    tracer.startActiveSpan('d', options, undefined as never, (span) => check(span as Span, 3, id));
    tracer.startActiveSpan('e', undefined as never, context, (span) => check(span as Span, 0, TRACE_ID));
    tracer.startActiveSpan('f', undefined as never, (span) => check(span as Span, 0, id));
    expect.assertions(24);
  });

  test('returns what the function returns, and ends nothing', async () => {
    expect(tracer.startActiveSpan('work', () => 42)).toBe(42);
    expect(await tracer.startActiveSpan('work', async () => 'later')).toBe('later');
    let made: Span | undefined;
    const failing = (): void =>
      tracer.startActiveSpan('work', (span) => {
        made = span as Span;
        throw new Error('of the application');
      });
    expect(failing).toThrow('of the application');
    expect(made?.ended).toBe(false);
    expect(getSpan(activeContext())).toBeUndefined();
  });

  test('without a function does nothing', () => {
    for (const args of [['a'], ['a', {}], ['a', {}, ROOT], ['a', {}, ROOT, 'text']]) {
      expect(tracer.startActiveSpan(...(args as unknown as Parameters<typeof tracer.startActiveSpan>))).toBeUndefined();
    }
  });

  test('keeps each of many concurrent tasks under its own parent', async () => {
    const own = new SpanRecorder();
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    const task = async (name: string, depth: number): Promise<void> =>
      own.tracer.startActiveSpan(name, async (span) => {
        await pause();
        if (depth > 0) await Promise.all([1, 2, 3].map((child) => task(`${name}.${child}`, depth - 1)));
        await pause();
        span.end();
      });
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => task(name, 3)));
    const byId = new Map(own.spans.map((span) => [span.spanContext().spanId, span]));
    expect(own.spans).toHaveLength(4 * (1 + 3 + 9 + 27));
    for (const span of own.spans) {
      const parent = byId.get(span.parentSpanContext?.spanId ?? '');
      expect(parent?.name ?? '', span.name).toBe(span.name.split('.').slice(0, -1).join('.'));
    }
  });
});

describe('the sampler', () => {
  test('drops: no span is recorded, but its id is new and its children know it', () => {
    const own = new SpanRecorder({ sampler: ALWAYS_OFF });
    const span = own.tracer.startSpan('work', {}, withSpan(ROOT, REMOTE));
    expect(span).toBeInstanceOf(NonRecordingSpan);
    expect(span.isRecording()).toBe(false);
    const context = span.spanContext();
    expect(context).toMatchObject({ traceId: TRACE_ID, traceFlags: 2 });
    expect(context.spanId).not.toBe('00f067aa0ba902b7');
    expect(span.spanContext()).toBe(context);
    const child = recorder.tracer.startSpan('child', {}, withSpan(ROOT, span));
    expect(child.isRecording()).toBe(false);
    expect(child.spanContext().traceId).toBe(TRACE_ID);
    expect(own.provider.shared.counters).toMatchObject({ started: 0, unsampled: 1 });
  });

  test('a span that is not recorded takes every call and returns itself', () => {
    const span = new SpanRecorder({ sampler: ALWAYS_OFF }).tracer.startSpan('work');
    const link = { context: REMOTE.spanContext() };
    expect(span.setAttribute('a', 1).setAttributes({ a: 1 }).addEvent('e').addLink(link).addLinks([link])).toBe(span);
    expect(span.setStatus({ code: 2 }).updateName('other')).toBe(span);
    expect(span.recordException(new Error('x'))).toBeUndefined();
    expect(span.end()).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test('records without sampling', () => {
    const own = new SpanRecorder({ sampler: deciding(() => 1) });
    const span = own.start();
    expect([span.isRecording(), span.spanContext().traceFlags & 1]).toEqual([true, 0]);
    span.end();
    expect(own.spans).toEqual([span]);
  });

  test('sees name, kind, parent, attributes and links', () => {
    const seen: unknown[] = [];
    const sampler = deciding(({ name, kind, parent, options }): Decision => {
      seen.push([name, kind, parent, options?.attributes, options?.links]);
      return 2;
    });
    const links = [{ context: REMOTE.spanContext() }];
    const own = new SpanRecorder({ sampler });
    own.tracer.startSpan('work', { kind: 4, attributes: { a: 1 }, links }, withSpan(ROOT, REMOTE));
    expect(seen).toEqual([['work', 4, REMOTE, { a: 1 }, links]]);
  });

  test('may add attributes and change the trace state', () => {
    const sampler = deciding((seed): Decision => {
      seed.samplerAttributes = { 'sampler.rule': 'gold', a: 'sampler' };
      seed.traceStateText = 'ot=th:8,a=1';
      return 2;
    });
    const span = new SpanRecorder({ sampler }).tracer.startSpan('work', { attributes: { a: 1, b: 2 } }) as Span;
    expect(span.attributes).toEqual({ a: 'sampler', b: 2, 'sampler.rule': 'gold' });
    expect(span.spanContext().traceState?.get('ot')).toBe('th:8');
  });

  test('of the application may start spans itself', () => {
    const inner = new SpanRecorder();
    const sampler = new CustomSampler({
      shouldSample: () => {
        inner.start('inner').end();
        return { decision: 2 };
      },
    });
    const span = new SpanRecorder({ sampler }).tracer.startSpan('outer', { kind: 1 }) as Span;
    expect([span.name, span.kind]).toEqual(['outer', 1]);
    expect(span.spanContext().spanId).not.toBe(inner.spans[0].spanContext().spanId);
  });
});

describe('an id generator', () => {
  const TRACE = 'a'.repeat(32);
  const SPAN = 'b'.repeat(16);

  function generating(traceId: unknown, spanId: unknown): Span {
    const idGenerator = { generateTraceId: () => traceId as string, generateSpanId: () => spanId as string };
    return new SpanRecorder({ idGenerator }).start();
  }

  test('makes the ids, which nobody then calls random', () => {
    const span = generating(TRACE, SPAN);
    expect(span.spanContext()).toMatchObject({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    expect(lines).toEqual([]);
  });

  test('is asked for a trace id only where a trace begins', () => {
    const asked: string[] = [];
    const idGenerator = {
      generateTraceId: () => (asked.push('trace'), TRACE),
      generateSpanId: () => (asked.push('span'), SPAN),
    };
    const own = new SpanRecorder({ idGenerator });
    own.tracer.startSpan('child', {}, withSpan(ROOT, REMOTE));
    own.start();
    expect(asked).toEqual(['span', 'trace', 'span']);
  });

  test('that makes none is reported, and random ids are used', () => {
    for (const id of [
      '',
      '0'.repeat(32),
      '0'.repeat(16),
      'A'.repeat(32),
      'g'.repeat(16),
      'a'.repeat(31),
      7,
      undefined,
    ]) {
      const { traceId, spanId } = generating(id, id).spanContext();
      expect(traceId, String(id)).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(spanId, String(id)).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
      expect([traceId, spanId]).not.toContain(id);
    }
    expect(lines).toEqual([expect.stringContaining('cannot use the trace id of the idGenerator: got ""')]);
  });

  test('that throws is reported, and random ids are used', () => {
    const idGenerator = {
      generateTraceId: () => {
        throw new Error('empty');
      },
      generateSpanId: () => SPAN,
    };
    const span = new SpanRecorder({ idGenerator }).start();
    expect(span.spanContext().traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(lines).toEqual([expect.stringContaining('cannot ask the idGenerator: Error: empty')]);
  });
});

describe('a provider', () => {
  test('has one tracer for each name, version and schema', () => {
    const { provider } = recorder;
    const one = provider.getTracer('a', '1', { schemaUrl: 's' });
    expect(provider.getTracer('a', '1', { schemaUrl: 's' })).toBe(one);
    for (const other of [
      provider.getTracer('b', '1', { schemaUrl: 's' }),
      provider.getTracer('a', '2', { schemaUrl: 's' }),
      provider.getTracer('a', '1'),
      provider.getTracer('a'),
    ]) {
      expect(other).not.toBe(one);
    }
    expect((one.startSpan('x') as Span).instrumentationScope).toEqual({ name: 'a', version: '1', schemaUrl: 's' });
  });

  test('has a tracer without a name too', () => {
    for (const name of ['', undefined, null]) {
      expect((recorder.provider.getTracer(name as string).startSpan('x') as Span).instrumentationScope.name).toBe('');
    }
  });

  test.each([
    [['n', null], { name: 'n', version: undefined, schemaUrl: undefined }],
    [['n', 1, null], { name: 'n', version: '1', schemaUrl: undefined }],
    [[7, '1', { schemaUrl: 2 }], { name: '7', version: '1', schemaUrl: '2' }],
    [['n', '1', { schemaUrl: null }], { name: 'n', version: '1', schemaUrl: undefined }],
  ])('makes texts of %j', (given, scope) => {
    const getTracer = (...parts: unknown[]) => recorder.provider.getTracer(...(parts as [string]));
    expect((getTracer(...given).startSpan('x') as Span).instrumentationScope).toEqual(scope);
  });

  test('counts what it starts and ends', () => {
    const own = new SpanRecorder();
    const span = own.start();
    own.start().end();
    expect(own.provider.shared.counters).toEqual({ started: 2, ended: 1, unsampled: 0 });
    span.end();
    span.end();
    expect(own.provider.shared.counters.ended).toBe(2);
  });
});

test('no argument makes it throw', () => {
  const values = [undefined, null, 0, '', 'text', {}, [], Symbol('s'), () => 1];
  for (const value of values as never[]) {
    const span = tracer.startSpan(value, { attributes: value, links: value, startTime: value, kind: value });
    span.setAttribute(value, value).setAttributes(value).addEvent(value, value, value).addLink(value).addLinks(value);
    span.setStatus(value).updateName(value).recordException(value, value);
    span.end(value);
    tracer.startSpan(value, value).end();
  }
  expect(storage.getStore()).toBeUndefined();
});
