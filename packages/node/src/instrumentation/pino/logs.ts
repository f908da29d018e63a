import type { LogPipeline } from '../../logs/log-pipeline.ts';
import { activeIdentity, LogStamp } from '../../logs/log-stamp.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { readLine } from './read-line.ts';
import { handleLines, type LineHandlers, wrapPrototype } from './wrap.ts';

/** pino is CommonJS, also for those who import it. */
const PROTOTYPE: ModuleTarget = {
  name: 'pino',
  wrap: wrapPrototype,
  required: { from: /[\\/]pino\.js$/, id: /^\.\/lib\/proto$/ },
  cached: /[\\/]pino[\\/]lib[\\/]proto\.js$/,
  needsEarlyStart: false,
};

const stamp = new LogStamp([',"trace_id":"', '","span_id":"', '","trace_flags":"', '"']);

/** A line that names a trace itself stays as it is. */
function stampLine(fields: Readonly<Record<string, unknown>>, bindings: unknown): string {
  try {
    const identity = activeIdentity();
    if (identity === undefined || fields?.trace_id !== undefined || namesTrace(bindings)) return '';
    return stamp.format(identity);
  } catch (error) {
    reportBug('pino', error);
    return '';
  }
}

let lastBindings: unknown;
let lastNames = false;

/** `bindings` are JSON text, the same for all lines of a logger. */
function namesTrace(bindings: unknown): boolean {
  if (bindings === lastBindings) return lastNames;
  lastBindings = bindings;
  lastNames = typeof bindings === 'string' && bindings.includes('"trace_id":');
  return lastNames;
}

/** Hands lines over as text, which is read later: they hold what the application's own redaction left in them. */
function createRecorder(logs: LogPipeline): LineHandlers['written'] {
  const source = logs.createSource('pino', readLine);
  return (line) => {
    try {
      source.add(line, activeIdentity());
    } catch (error) {
      reportBug('pino', error);
    }
  };
}

/** Trace ids in the lines of pino, and log records of them. */
export const pino: Instrumentation = {
  name: 'pino',
  enable({ logs }) {
    handleLines({ stamp: stampLine, written: logs === undefined ? undefined : createRecorder(logs) });
    const subscriptions = new Subscriptions().add(watchModule(PROTOTYPE)).add(() => handleLines(undefined));
    return () => subscriptions.dispose();
  },
};
