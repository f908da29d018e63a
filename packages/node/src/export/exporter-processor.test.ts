import { setTimeout as delay } from 'node:timers/promises';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StandardSpanExporter } from '../configuration/standard-objects.ts';
import { isSuppressed, ROOT } from '../context/context.ts';
import { activeContext } from '../context/context-manager.ts';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { ALWAYS_ON } from '../sampling/always.ts';
import { DEFAULT_LIMITS } from '../trace/limits.ts';
import type { Span } from '../trace/span.ts';
import { TracerShared } from '../trace/tracer-shared.ts';
import { Tracer } from '../trace/tracer.ts';
import { ExporterProcessor } from './exporter-processor.ts';
import { BATCH } from './fixtures/otlp-configuration.ts';

type Options = ConstructorParameters<typeof ExporterProcessor>[1];
type Callback = Parameters<StandardSpanExporter['export']>[1];

const SUCCESS = { code: 0 };

/** An exporter whose results a test decides. */
class ScriptedExporter implements StandardSpanExporter {
  readonly batches: string[][] = [];
  readonly callbacks: Callback[] = [];
  readonly calls: string[] = [];
  wasSuppressed = true;
  /** What happens at once; undefined to leave it to the test. */
  immediate: ((callback: Callback) => void) | undefined = (callback) => callback(SUCCESS);

  export(spans: readonly unknown[], callback: Callback): void {
    this.batches.push((spans as readonly Span[]).map(({ name }) => name));
    this.wasSuppressed &&= isSuppressed(activeContext());
    if (this.immediate === undefined) this.callbacks.push(callback);
    else this.immediate(callback);
  }

  async forceFlush(): Promise<void> {
    this.calls.push('forceFlush');
  }

  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
  }
}

const reports: string[] = [];
let previousSink: (line: string) => void;
let exporter: ScriptedExporter;

beforeEach(() => {
  forgetReports();
  reports.length = 0;
  previousSink = setReportSink((line) => reports.push(line));
  exporter = new ScriptedExporter();
});

afterEach(() => {
  setReportSink(previousSink);
});

function create(options: Partial<Options> = {}): ExporterProcessor {
  return new ExporterProcessor(exporter, { ...BATCH, ...options });
}

const shared = new TracerShared({
  sampler: ALWAYS_ON,
  sink: { end: () => {} },
  limits: DEFAULT_LIMITS,
  resource: () => undefined,
});
const tracer = new Tracer({ name: 'tests' }, shared);

function span(name: string): Span {
  const started = tracer.startSpan(name, {}, ROOT) as Span;
  started.end();
  return started;
}

function end(processor: ExporterProcessor, names: string): void {
  for (const name of names) processor.onEnd(span(name));
}

describe('a batch', () => {
  it('goes out when it is full, one after the other', async () => {
    exporter.immediate = undefined;
    const processor = create({ maxExportBatchSize: 3 });
    end(processor, 'ab');
    expect(exporter.batches).toEqual([]);
    end(processor, 'cdefg');
    expect(exporter.batches).toEqual([['a', 'b', 'c']]);
    expect(processor.queuedSpans).toBe(7);
    exporter.callbacks[0](SUCCESS);
    await delay(1);
    expect(processor.queuedSpans).toBe(4);
    expect(exporter.batches).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
    exporter.callbacks[1](SUCCESS);
    await delay(1);
    expect(exporter.batches).toHaveLength(2);
    expect(processor.counters).toEqual({ exported: 6, failed: 0, dropped: 0 });
  });

  it('goes out after the delay, again and again', async () => {
    const processor = create({ scheduleDelayMs: 10 });
    for (const names of ['ab', 'c']) {
      end(processor, names);
      await expect.poll(() => exporter.batches.at(-1)?.join('')).toBe(names);
    }
  });

  it('goes out after the delay, also where the last delay ended during an export', async () => {
    exporter.immediate = undefined;
    const processor = create({ maxExportBatchSize: 2, scheduleDelayMs: 10 });
    end(processor, 'abcde');
    await delay(30);
    end(processor, 'fg');
    exporter.immediate = (callback) => callback(SUCCESS);
    exporter.callbacks[0](SUCCESS);
    await expect.poll(() => exporter.batches.map((names) => names.join(''))).toEqual(['ab', 'cd', 'ef', 'g']);
  });

  it('has sampled spans only, and no trace of its own export', async () => {
    const processor = create();
    const unsampled = span('no');
    Object.assign(unsampled, { traceFlags: 0 });
    processor.onEnd(unsampled);
    end(processor, 'y');
    await processor.forceFlush();
    expect(exporter.batches).toEqual([['y']]);
    expect(exporter.wasSuppressed).toBe(true);
  });

  it('is no larger than the queue', async () => {
    const processor = create({ maxQueueSize: 2 });
    end(processor, 'ab');
    expect(exporter.batches).toEqual([['a', 'b']]);
    await processor.forceFlush();
  });
});

describe('a full queue', () => {
  it.each([
    ['newest', 'bcd'],
    ['oldest', 'abc'],
  ] as const)('keeps the %s', async (keep, expected) => {
    exporter.immediate = undefined;
    const processor = create({ maxQueueSize: 3, maxExportBatchSize: 3, keep });
    end(processor, 'xyz');
    end(processor, 'abcd');
    expect(processor.counters.dropped).toBe(1);
    for (const batch of [0, 1]) {
      exporter.callbacks[batch](SUCCESS);
      await delay(1);
    }
    expect(exporter.batches.map((names) => names.join(''))).toEqual(['xyz', expected]);
    expect(reports).toEqual(['throughline warn: 1 spans dropped so far: queue of span exporter ScriptedExporter full']);
  });

  it('holds 2048 spans where nothing else is configured', () => {
    exporter.immediate = undefined;
    const processor = create({ maxExportBatchSize: 1 });
    end(processor, 'x');
    end(processor, 'y'.repeat(2048));
    expect(processor.counters.dropped).toBe(0);
    end(processor, 'z');
    expect(processor.counters.dropped).toBe(1);
  });
});

describe('an exporter', () => {
  it.each<[string, (callback: Callback) => void, string]>([
    ['that fails', (callback) => callback({ code: 1, error: new Error('down') }), 'down'],
    ['that fails without a reason', (callback) => callback({ code: 1 }), 'no reason given'],
    ['that says nothing', (callback) => callback(undefined as never), 'no reason given'],
    ['that throws', () => raise(), 'bug'],
    ['that never answers', () => {}, 'no result within 20 ms'],
  ])('%s costs its batch and nothing else', async (_name, immediate, reason) => {
    exporter.immediate = immediate;
    const processor = create({ exportTimeoutMs: 20, maxExportBatchSize: 2 });
    end(processor, 'ab');
    await processor.forceFlush();
    expect(processor.counters).toEqual({ exported: 0, failed: 2, dropped: 0 });
    expect(reports).toEqual([`throughline error: span exporter ScriptedExporter failed: ${reason}; 2 spans are lost`]);
    exporter.immediate = (callback) => callback(SUCCESS);
    end(processor, 'cd');
    await processor.forceFlush();
    expect(processor.counters.exported).toBe(2);
  });

  it('that answers twice counts once', async () => {
    exporter.immediate = (callback) => {
      callback(SUCCESS);
      callback({ code: 1 });
    };
    const processor = create();
    end(processor, 'a');
    await processor.forceFlush();
    expect(processor.counters).toEqual({ exported: 1, failed: 0, dropped: 0 });
  });
});

describe('forceFlush', () => {
  it('exports everything, what is under way included, and flushes the exporter', async () => {
    exporter.immediate = undefined;
    const processor = create({ maxExportBatchSize: 2 });
    end(processor, 'abc');
    const flushed = processor.forceFlush();
    exporter.callbacks[0](SUCCESS);
    await delay(1);
    expect(exporter.calls).toEqual([]);
    exporter.callbacks[1](SUCCESS);
    await flushed;
    expect(exporter.batches).toEqual([['a', 'b'], ['c']]);
    expect(exporter.calls).toEqual(['forceFlush']);
  });

  it.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(new Error('bug'))],
    ['throws', () => raise()],
    ['never ends', () => new Promise(() => {})],
  ])('and shutdown resolve where the exporter %s', async (_name, method) => {
    exporter.forceFlush = method as () => Promise<void>;
    exporter.shutdown = method as () => Promise<void>;
    const processor = create({ exportTimeoutMs: 20 });
    await processor.forceFlush();
    await processor.shutdown();
    expect(reports.map((line) => /failed in (\w+): (bug|no end within 20 ms)$/.exec(line)?.[1])).toEqual([
      'forceFlush',
      'shutdown',
    ]);
  });

  it('does not need the exporter to have one', async () => {
    Object.assign(exporter, { forceFlush: undefined });
    const processor = create();
    end(processor, 'a');
    await processor.forceFlush();
    expect(exporter.batches).toEqual([['a']]);
    expect(reports).toEqual([]);
  });
});

describe('shutdown', () => {
  it('exports what waits, once, and takes nothing more', async () => {
    const processor = create();
    end(processor, 'a');
    await Promise.all([processor.shutdown(), processor.shutdown()]);
    end(processor, 'b');
    await processor.forceFlush();
    expect(exporter.batches).toEqual([['a']]);
    expect(exporter.calls).toEqual(['shutdown', 'forceFlush']);
  });
});

it('serves an exporter of the OpenTelemetry SDK', async () => {
  const sdkExporter = new InMemorySpanExporter();
  const processor = new ExporterProcessor(sdkExporter, BATCH);
  end(processor, 'ab');
  await processor.forceFlush();
  expect(sdkExporter.getFinishedSpans().map(({ name, duration }) => [name, duration.length])).toEqual([
    ['a', 2],
    ['b', 2],
  ]);
  await processor.shutdown();
  expect(sdkExporter.getFinishedSpans()).toEqual([]);
  expect(processor.counters).toEqual({ exported: 2, failed: 0, dropped: 0 });
});

function raise(): never {
  throw new Error('bug');
}
