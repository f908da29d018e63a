/** Long work, told on one line of a terminal that is written over and over. */
export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

const EVERY_MS = 200;

/** Progress on stderr; nothing where that is no terminal. */
export function createProgress(): Progress {
  if (!process.stderr.isTTY) return { show() {}, clear() {} };
  let shownAt = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      process.stderr.write(`\r\u001b[2K${text}`);
    },
    clear: () => void process.stderr.write('\r\u001b[2K'),
  };
}
