import { pino, type Logger } from 'pino';

/** The log of a program: JSON lines on standard output. With tracing on, each has the ids of its trace and span. */
export function createLog(name: string): Logger {
  return pino({ name, base: { pid: process.pid } }, pino.destination({ dest: 1, sync: true }));
}
