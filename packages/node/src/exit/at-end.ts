// Spans that last as long as the process, or longer than it, end with it: whoever has opened one is told before the last
// flush. Imports nothing, because the helpers for applications load it also while tracing is off.

/** How the process ends. */
export interface ProcessEnd {
  /** Undefined where a signal ends it. */
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
}

const listeners = new Set<(end: ProcessEnd) => void>();

/** Calls `listener` once, when nothing can keep the process alive any more. @returns how to take it back. */
export function atEnd(listener: (end: ProcessEnd) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells everyone, the latest first: spans end before those that they are in. */
export function announceEnd(end: ProcessEnd): void {
  const all = [...listeners].toReversed();
  listeners.clear();
  for (const listener of all) {
    try {
      listener(end);
    } catch {
      // The end of the process is nothing that an error of ours may hold up.
    }
  }
}
