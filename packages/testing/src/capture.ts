import type { RecordedSpan } from './recorded-span.ts';

// Taken before a test can put fake timers in their place.
const { setTimeout, clearTimeout } = globalThis;

/** The spans of one capture, as they start and end. */
export class Capture {
  /** In the order of their start. */
  readonly spans: RecordedSpan[] = [];
  readonly #open = new Set<RecordedSpan>();
  #whenIdle: (() => void) | undefined;

  start(span: RecordedSpan): void {
    this.spans.push(span);
    this.#open.add(span);
  }

  end(span: RecordedSpan): void {
    this.#open.delete(span);
    if (this.#open.size === 0) this.#whenIdle?.();
  }

  hasEnded(span: RecordedSpan): boolean {
    return !this.#open.has(span);
  }

  /** Resolves once every span has ended, at the latest after `deadlineMs`. */
  async settled(deadlineMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#whenIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
