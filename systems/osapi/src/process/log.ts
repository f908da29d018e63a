import { pino, type Logger } from 'pino';

/** The log of a server: JSON lines on standard output. With tracing on, each has the ids of its trace and span. */
export function createLog(name: string): Logger {
  return pino({ name, base: { pid: process.pid } }, pino.destination({ dest: 1, sync: true }));
}

/** The log of the command line: standard output is for answers, so it goes to standard error, and only with `--debug`. */
export function createCommandLog(name: string, isDebug: boolean): Logger {
  return pino({ name, base: { pid: process.pid }, enabled: isDebug }, pino.destination({ dest: 2, sync: true }));
}
