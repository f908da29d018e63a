const REPEAT_AFTER_MS = 60_000;
const MAX_REMEMBERED = 1000;

const lastSaid = new Map<string, number>();

/** Says something to the operator, on stderr; the same thing at most once a minute. */
export function report(message: string): void {
  const now = performance.now();
  const key = message.replaceAll(/\d+/g, '#');
  if (now - (lastSaid.get(key) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER_MS) return;
  if (lastSaid.size >= MAX_REMEMBERED) lastSaid.clear();
  lastSaid.set(key, now);
  process.stderr.write(`throughline: ${message}\n`);
}
