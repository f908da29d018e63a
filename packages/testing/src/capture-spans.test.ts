import { context, trace } from '@opentelemetry/api';
import { getTelemetryStatus, isTelemetryEnabled } from '@throughline/node';
import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { captureSpans } from './capture-spans.ts';
import { TestingError } from './errors.ts';

// As users' modules have it: fetched before anything is captured.
const tracer = trace.getTracer('tasks');

function work(name: string, run: () => unknown = () => null): unknown {
  return tracer.startActiveSpan(name, (span) => {
    try {
      return run();
    } finally {
      span.end();
    }
  });
}

async function workAcrossTicks(name: string, ticks: number): Promise<void> {
  const span = tracer.startSpan(name);
  for (let tick = 0; tick < ticks; tick += 1) {
    await setImmediate();
    work(`${name}.${tick}`);
  }
  span.end();
}

describe('captureSpans(fn)', () => {
  test('switches tracing on in memory, whatever the variables say, and leaves them alone', async () => {
    expect(isTelemetryEnabled()).toBe(false);
    vi.stubEnv('OTEL_SDK_DISABLED', 'true');
    vi.stubEnv('OTEL_TRACES_EXPORTER', 'otlp');
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
    const spans = await captureSpans(() => work('one'));
    expect(spans.names).toEqual(['one']);
    expect(process.env.OTEL_SDK_DISABLED).toBe('true');
    expect(getTelemetryStatus()).toMatchObject({ enabled: true, exporters: [], instrumentations: [] });
    vi.unstubAllEnvs();
  });

  test('gives the spans in the order of their start, of asynchronous work, too', async () => {
    const spans = await captureSpans(async () => {
      await workAcrossTicks('first', 2);
      work('second', () => work('third'));
    });
    expect(spans.names).toEqual(['first', 'first.0', 'first.1', 'second', 'third']);
  });

  test('gives no span from before or after', async () => {
    work('before');
    const spans = await captureSpans(() => work('inside'));
    work('after');
    expect(spans.names).toEqual(['inside']);
  });

  test('keeps runs at the same time apart', async () => {
    const captures = ['a', 'b', 'c'].map(async (name) => captureSpans(async () => workAcrossTicks(name, 3)));
    const names = (await Promise.all(captures)).map((spans) => spans.names);
    expect(names).toEqual(['a', 'b', 'c'].map((name) => [name, `${name}.0`, `${name}.1`, `${name}.2`]));
  });

  describe('gives the spans of its traces that start elsewhere', () => {
    const bus = new EventEmitter();

    async function workTwoJobs(): Promise<void> {
      for (let job = 0; job < 2; job += 1) {
        const [parent] = await once(bus, 'job');
        tracer.startSpan('worker', undefined, trace.setSpanContext(parent.context, parent.span)).end();
      }
    }

    async function sendJob(name: string): Promise<string[]> {
      const spans = await captureSpans(async () => {
        tracer.startActiveSpan(name, (span) => {
          bus.emit('job', { context: context.active(), span: span.spanContext() });
          span.end();
        });
        await setImmediate();
      });
      return spans.names;
    }

    test.each([
      ['in nobody', async (start: () => void) => start()],
      ['in a capture that has ended', async (start: () => void) => captureSpans(start)],
    ])('%s', async (_, run) => {
      let worker = Promise.resolve();
      await run(() => {
        worker = workTwoJobs();
      });
      expect(await sendJob('a')).toEqual(['a', 'worker']);
      expect(await sendJob('b')).toEqual(['b', 'worker']);
      await worker;
    });
  });

  test('waits for spans that have not ended', async () => {
    const spans = await captureSpans(
      () => {
        const span = tracer.startSpan('slow');
        void setImmediate().then(() => span.setAttribute('done', true).end());
      },
      { settleMs: 1_000_000 },
    );
    expect(spans.single()).toMatchObject({ ended: true, attributes: { done: true } });
  });

  test('waits no longer than settleMs, and says what has not ended', async () => {
    vi.useFakeTimers();
    const spans = await captureSpans(() => void tracer.startSpan('forgotten'), { settleMs: 1 });
    vi.useRealTimers();
    expect(spans.single().ended).toBe(false);
    expect(String(spans)).toBe('forgotten [not ended]');
  });

  test('rejects with what fn throws, and has ended then', async () => {
    const error = new Error('no');
    const run = captureSpans(() => {
      throw error;
    });
    await expect(run).rejects.toBe(error);
    const spans = await captureSpans(() => work('next'), { scope: 'process' });
    expect(spans.names).toEqual(['next']);
  });

  test('inside of another one gets the spans alone', async () => {
    const outer = await captureSpans(async () => {
      work('outer');
      const inner = await captureSpans(() => work('inner'));
      expect(inner.names).toEqual(['inner']);
      work('outer again');
    });
    expect(outer.names).toEqual(['outer', 'outer again']);
  });

  test('with scope process gets every span, beside the capture whose it is', async () => {
    const spans = await captureSpans(
      async () => {
        await captureSpans(() => work('inner'));
        work('own');
      },
      { scope: 'process' },
    );
    expect(spans.names).toEqual(['inner', 'own']);
  });
});

describe('captureSpans()', () => {
  afterEach(() => work('after the test'));

  test('captures until it is stopped', async () => {
    const capture = captureSpans();
    work('one');
    expect(capture.spans.names).toEqual(['one']);
    await workAcrossTicks('two', 1);
    expect((await capture.settled()).names).toEqual(['one', 'two', 'two.0']);
    capture.stop();
    work('late');
    capture.stop();
    expect(capture.spans.names).toEqual(['one', 'two', 'two.0']);
  });

  test('ends with a using block', () => {
    let spans;
    {
      using capture = captureSpans();
      work('one');
      ({ spans } = capture);
    }
    work('late');
    expect(spans.names).toEqual(['one']);
  });

  test('gives back to the capture around it', async () => {
    const outer = await captureSpans(() => {
      const capture = captureSpans();
      work('inner');
      capture.stop();
      work('outer');
    });
    expect(outer.names).toEqual(['outer']);
  });

  describe.concurrent('at the same time', () => {
    test.each(['a', 'b', 'c'])('%s', async (name) => {
      using capture = captureSpans();
      await workAcrossTicks(name, 3);
      expect(capture.spans.names).toEqual([name, `${name}.0`, `${name}.1`, `${name}.2`]);
    });
  });
});

test('a foreign SDK is refused', async () => {
  const { shutdownTelemetry } = await import('@throughline/node');
  await shutdownTelemetry();
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  await expect(captureSpans(() => null)).rejects.toThrow(
    new TestingError(
      'TL_OTHER_SDK',
      'cannot capture spans: got another OpenTelemetry SDK (ProxyTracerProvider), need none, or @throughline/node registered first',
    ),
  );
  trace.disable();
  const spans = await captureSpans(() => trace.getTracer('again').startSpan('again').end());
  expect(spans.names).toEqual(['again']);
});
