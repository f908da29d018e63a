// The helpers with the OpenTelemetry SDK registered in place of this runtime.
import { context, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AsyncContextManager } from '../context/context-manager.ts';
import { bind } from './bind.ts';
import { addEvent, currentSpan, currentTraceId } from './current-span.ts';
import { withSpan } from './with-span.ts';

const exporter = new InMemorySpanExporter();

/** Fails at the end of every span called `unlucky`. */
const brokenProcessor: SpanProcessor = {
  onStart() {},
  onEnd({ name }) {
    if (name === 'unlucky') throw new Error('the processor is broken');
  },
  async forceFlush() {},
  async shutdown() {},
};

beforeAll(() => {
  const spanProcessors = [new SimpleSpanProcessor({ exporter }), brokenProcessor];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
});

afterAll(() => {
  trace.disable();
  context.disable();
});

beforeEach(() => exporter.reset());

function ended() {
  return exporter.getFinishedSpans();
}

test('without a context manager: a span is ended, recorded, and has the parent it was given', () => {
  const thrown = new RangeError('no');
  const run = () =>
    withSpan('outer', (outer) =>
      withSpan('inner', { parent: outer, ok: true, 'task.id': 7 }, (inner) => {
        inner.recordException(thrown);
        throw thrown;
      }),
    );
  expect(run).toThrow(thrown);
  const [inner, outer] = ended();
  expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  expect(inner.attributes).toEqual({ 'task.id': 7 });
  expect(inner.status).toEqual({ code: 2, message: 'no' });
  expect(inner.events).toHaveLength(1);
  expect(currentSpan()).toBeUndefined();
  expect(bind(ended)).toBe(ended);
});

test('with a context manager: spans nest, the current one is found, callbacks are bound', async () => {
  context.setGlobalContextManager(new AsyncContextManager());
  const callback = await withSpan('outer', async () => {
    await withSpan('inner', async (span) => {
      await Promise.resolve();
      addEvent('here');
      expect(currentTraceId()).toBe(span.spanContext().traceId);
    });
    return bind(() => currentTraceId());
  });
  const [inner, outer] = ended();
  expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  expect(inner.events.map((event) => event.name)).toEqual(['here']);
  expect(callback()).toBe(outer.spanContext().traceId);
  expect(inner.instrumentationScope.name).toBe('@throughline/node');
});

test('an error of its processors reaches nobody', async () => {
  const thrown = new RangeError('no');
  const raise = () => {
    throw thrown;
  };
  expect(withSpan('unlucky', () => 7)).toBe(7);
  expect(await withSpan('unlucky', async () => 7)).toBe(7);
  expect(() => withSpan('unlucky', raise)).toThrow(thrown);
  await expect(withSpan('unlucky', async () => raise())).rejects.toBe(thrown);
  expect(ended()).toHaveLength(4);
});
