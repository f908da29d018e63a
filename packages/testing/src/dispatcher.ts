// Which capture a span belongs to. A span started in the asynchronous context of a test is that test's; one started
// elsewhere, as by a server that several tests share, belongs to the test that its trace began in.
import { AsyncLocalStorage } from 'node:async_hooks';
import { addSpanProcessor, type StandardSpanProcessor } from '@throughline/node';
import { Capture } from './capture.ts';
import type { RecordedSpan } from './recorded-span.ts';
import { ensureRuntime } from './runtime.ts';

/** Which spans a capture gets: those of the test, or all of the process. */
export type CaptureScope = 'test' | 'process';

/** The span processor that hands spans to the open captures. */
class Dispatcher implements StandardSpanProcessor {
  readonly current = new AsyncLocalStorage<Capture | undefined>();
  readonly #open = new Map<Capture, CaptureScope>();
  readonly #byTrace = new Map<string, Capture>();
  readonly #owners = new WeakMap<RecordedSpan, Capture[]>();
  #detach: (() => void) | undefined;

  open(scope: CaptureScope): Capture {
    ensureRuntime();
    this.#detach ??= addSpanProcessor(this);
    const capture = new Capture();
    this.#open.set(capture, scope);
    return capture;
  }

  close(capture: Capture): void {
    this.#open.delete(capture);
    for (const [traceId, owner] of this.#byTrace) if (owner === capture) this.#byTrace.delete(traceId);
    if (this.#open.size > 0) return;
    this.#detach?.();
    this.#detach = undefined;
  }

  isOpen(capture: Capture): boolean {
    return this.#open.has(capture);
  }

  onStart(span: RecordedSpan): void {
    const owners = new Set<Capture>();
    const own = this.#findOwner(span.spanContext().traceId);
    if (own !== undefined) owners.add(own);
    for (const [capture, scope] of this.#open) if (scope === 'process') owners.add(capture);
    this.#owners.set(span, [...owners]);
    for (const capture of owners) capture.start(span);
  }

  onEnd(span: RecordedSpan): void {
    for (const capture of this.#owners.get(span) ?? []) capture.end(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #findOwner(traceId: string): Capture | undefined {
    const current = this.current.getStore();
    if (current === undefined || !this.#open.has(current)) return this.#byTrace.get(traceId);
    if (!this.#byTrace.has(traceId)) this.#byTrace.set(traceId, current);
    return current;
  }
}

/** One for the process. */
export const dispatcher: Dispatcher = new Dispatcher();
