import { type Capture } from './capture.ts';
import { CapturedSpans } from './captured-spans.ts';
import { type CaptureScope, dispatcher } from './dispatcher.ts';

/** How spans are captured. */
export interface CaptureOptions {
  /**
   * `test` (default): spans started in the asynchronous context of the test, and spans of its traces, wherever they
   * start. `process`: every span of the process, for tests that run one after the other.
   */
  scope?: CaptureScope;
  /** Milliseconds to wait for spans that have not ended when the function has returned. Default 1000. */
  settleMs?: number;
}

/** A capture that goes on until it is stopped. */
export interface SpanCapture extends Disposable {
  /** The spans up to now. */
  readonly spans: CapturedSpans;
  /** Waits until every span has ended, at most `settleMs`, and returns the spans. */
  settled(): Promise<CapturedSpans>;
  /** Ends the capture. Its spans remain. */
  stop(): void;
}

const DEFAULT_SETTLE_MS = 1000;

/**
 * Runs `fn` and returns the spans that it started. Tests that run at the same time get only their own. Where tracing is
 * off, it is switched on for the rest of the process, in memory: nothing is exported and no library is instrumented.
 * Where it is on, sampling, instrumentations and exporters stay as they are.
 *
 * Without `fn`, everything that the calling test does from here on is captured, until `stop()` or the end of a `using`
 * block. Captures do not add up: the inner one gets the spans.
 *
 * @throws TestingError `TL_OTHER_SDK` where another OpenTelemetry SDK is registered.
 * @example
 * const spans = await captureSpans(() => handler.handle(command));
 * expectTree(spans, tree('create_task_entity', tree('task_repository.insert')));
 */
export function captureSpans(fn: () => unknown, options?: CaptureOptions): Promise<CapturedSpans>;
export function captureSpans(options?: CaptureOptions): SpanCapture;
export function captureSpans(
  first?: (() => unknown) | CaptureOptions,
  second?: CaptureOptions,
): Promise<CapturedSpans> | SpanCapture {
  return typeof first === 'function' ? captureRun(first, second) : startCapture(first);
}

async function captureRun(
  fn: () => unknown,
  { scope = 'test', settleMs = DEFAULT_SETTLE_MS }: CaptureOptions = {},
): Promise<CapturedSpans> {
  const capture = dispatcher.open(scope);
  try {
    await dispatcher.current.run(capture, async () => fn());
    await capture.settled(settleMs);
  } finally {
    dispatcher.close(capture);
  }
  return snapshot(capture);
}

function startCapture({ scope = 'test', settleMs = DEFAULT_SETTLE_MS }: CaptureOptions = {}): SpanCapture {
  const capture = dispatcher.open(scope);
  const previous = dispatcher.current.getStore();
  dispatcher.current.enterWith(capture);
  const stop = () => {
    if (!dispatcher.isOpen(capture)) return;
    dispatcher.close(capture);
    if (dispatcher.current.getStore() === capture) dispatcher.current.enterWith(previous);
  };
  return {
    get spans() {
      return snapshot(capture);
    },
    async settled() {
      await capture.settled(settleMs);
      return snapshot(capture);
    },
    stop,
    [Symbol.dispose]: stop,
  };
}

function snapshot(capture: Capture): CapturedSpans {
  return CapturedSpans.of(capture.spans, (span) => capture.hasEnded(span));
}
