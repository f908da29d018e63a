// What the runtime has to say to people. Never throws, never says the same thing twice a minute, and is the one place
// that writes to the terminal.

/** Severity, in the words of `OTEL_LOG_LEVEL`. */
export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug';

const LEVELS: readonly LogLevel[] = ['none', 'error', 'warn', 'info', 'debug'];
const REPEAT_AFTER_MS = 60_000;
const MAX_REMEMBERED = 500;
/** Room for a stack; names and values of the application may be of any size. */
const MAX_CHARACTERS = 2048;

interface Sink {
  (line: string): void;
}

/** A kind of event that was reported. */
export interface SaidMessage {
  readonly level: LogLevel;
  /** Of its latest occurrence. */
  readonly text: string;
  /** What kind of event it is: stable, for programs. */
  readonly key: string;
  /** How often it happened, said or not. */
  readonly count: number;
}

interface Said {
  level: LogLevel;
  text: string;
  count: number;
  /** When it was last written; never, for one that nobody wants to hear of. */
  at: number;
}

const said = new Map<string, Said>();
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
  if (message.length > MAX_CHARACTERS || key.length > MAX_CHARACTERS)
    return report(level, shorten(message), shorten(key));
  const isWritten = LEVELS.indexOf(level) <= threshold && level !== 'none';
  if (!isWritten && !isKept(level)) return;
  const now = performance.now();
  const before = remember(level, message, key);
  if (!isWritten || now - before.at < REPEAT_AFTER_MS) return;
  before.at = now;
  try {
    sink(`throughline ${level}: ${message}`);
  } catch {
    // A broken terminal or logger must not reach the application.
  }
}

function shorten(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;
}

/** What has been wrong so far, said or not: warnings and errors, 500 kinds of them at most. */
export function saidMessages(): SaidMessage[] {
  return [...said]
    .filter(([, { level }]) => isKept(level))
    .map(([key, { level, text, count }]) => ({ level, text, key, count }));
}

/** Forgets what was said, for tests. */
export function forgetReports(): void {
  said.clear();
}

function isKept(level: LogLevel): boolean {
  return level === 'warn' || level === 'error';
}

function remember(level: LogLevel, text: string, key: string): Said {
  const found = said.get(key);
  if (found !== undefined) {
    found.level = level;
    found.text = text;
    found.count++;
    return found;
  }
  if (said.size >= MAX_REMEMBERED) said.clear();
  const created = { level, text, count: 1, at: Number.NEGATIVE_INFINITY };
  said.set(key, created);
  return created;
}

function writeToStandardError(line: string): void {
  // Synchronous: a line said while the process ends must still be seen.
  process.getBuiltinModule('node:fs').writeSync(2, `${line}\n`);
}
