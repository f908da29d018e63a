import { pino } from 'pino';
import type { Logger } from 'pino';
import { findVariable } from '../environment.ts';

/** The log of a program: JSON lines, to standard output. */
export function createLog(name: string): Logger {
  return pino({ name, base: { pid: process.pid } }, pino.destination({ dest: 1, sync: true }));
}

/** The log of the command line, whose standard output is for answers: to the file that `BMC_LOG` names, else nowhere. */
export function createCommandLog(name: string): Logger {
  const dest = findVariable('BMC_LOG');
  if (dest === undefined) return pino({ enabled: false });
  return pino({ name, base: { pid: process.pid } }, pino.destination({ dest, sync: true, mkdir: true }));
}
