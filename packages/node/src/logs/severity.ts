// OpenTelemetry's severity numbers: TRACE 1–4, DEBUG 5–8, INFO 9–12, WARN 13–16, ERROR 17–20, FATAL 21–24; 0 for unknown.

/** Levels of winston (npm, syslog, cli), of the console, and what applications name their own. */
const BY_NAME: Readonly<Record<string, number>> = {
  silly: 1,
  trace: 1,
  input: 2,
  prompt: 4,
  debug: 5,
  verbose: 6,
  http: 7,
  data: 8,
  info: 9,
  log: 9,
  help: 9,
  notice: 10,
  warn: 13,
  warning: 13,
  error: 17,
  err: 17,
  crit: 21,
  critical: 21,
  fatal: 21,
  alert: 22,
  emerg: 23,
};

/** The severity of a level's name, without regard to case. */
export function severityOfName(level: string): number {
  const name = level.toLowerCase();
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : 0;
}

const LOWEST = 1;
const HIGHEST = 24;

/** The severity of a level of pino, where trace is 10, fatal 60, and what stands between is an application's own. */
export function severityOfNumber(level: number): number {
  const severity = LOWEST + Math.floor(((level - 10) * 4) / 10);
  return Math.min(HIGHEST, Math.max(LOWEST, severity));
}
