// `Channel.publish` turns what a subscriber throws into an uncaught exception of the application. Every handler of ours
// therefore runs behind this guard: a bug here costs spans, never a process.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { report } from '../diagnostics/reporter.ts';

type Handler = (message: unknown, name: string | symbol) => void;

/** Reports an error of ours. */
export function reportBug(where: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report('error', `instrumentation ${where} failed, the application is not affected: ${text}`, `bug:${where}`);
}

/** Subscriptions of one instrumentation, taken back together. */
export class Subscriptions {
  readonly #undo: (() => void)[] = [];

  /** Subscribes `handler`, guarded. */
  on<M>(channel: string, handler: (message: M) => void): this {
    const guarded: Handler = (message) => {
      try {
        handler(message as M);
      } catch (error) {
        reportBug(channel, error);
      }
    };
    subscribe(channel, guarded);
    this.#undo.push(() => unsubscribe(channel, guarded));
    return this;
  }

  /** Remembers how to take back something that is no subscription. */
  add(undo: () => void): this {
    this.#undo.push(undo);
    return this;
  }

  /** Takes everything back. */
  dispose(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
