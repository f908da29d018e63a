// What the runtime has to say to people. Never throws, never says the same thing twice a minute, and is the one place
// that writes to the terminal.

/** Severity, in the words of `OTEL_LOG_LEVEL`. */
export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug';

const LEVELS: readonly LogLevel[] = ['none', 'error', 'warn', 'info', 'debug'];
const REPEAT_AFTER_MS = 60_000;
const MAX_REMEMBERED = 500;

interface Sink {
  (line: string): void;
}

const lastSaid = new Map<string, number>();
let threshold = LEVELS.indexOf('warn');
let sink: Sink = writeToStandardError;

/** Sets which messages are written. Default `warn`. */
export function setLogLevel(level: LogLevel): void {
  threshold = LEVELS.indexOf(level);
}

/** Sends messages elsewhere, for tests and for an application with its own logger. Returns the previous sink. */
export function setReportSink(next: Sink): Sink {
  const previous = sink;
  sink = next;
  return previous;
}

/** Reports `message`; `key` names the kind of event, of which at most one a minute is written. */
export function report(level: LogLevel, message: string, key: string = message): void {
  if (LEVELS.indexOf(level) > threshold || level === 'none') return;
  const now = performance.now();
  const last = lastSaid.get(key);
  if (last !== undefined && now - last < REPEAT_AFTER_MS) return;
  if (lastSaid.size >= MAX_REMEMBERED) lastSaid.clear();
  lastSaid.set(key, now);
  try {
    sink(`throughline ${level}: ${message}`);
  } catch {
    // A broken terminal or logger must not reach the application.
  }
}

/** Forgets what was said, for tests. */
export function forgetReports(): void {
  lastSaid.clear();
}

function writeToStandardError(line: string): void {
  // Synchronous: a line said while the process ends must still be seen.
  process.getBuiltinModule('node:fs').writeSync(2, `${line}\n`);
}
