import { activeIdentity, createTraceFields } from '../../logs/log-stamp.ts';
import type { LogPipeline } from '../../logs/log-pipeline.ts';
import { readContent } from '../../logs/log-content.ts';
import { identityOf } from '../../trace/foreign-identity.ts';
import type { SpanIdentity } from '../../trace/identity.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { levelOf, readInfo } from './read-info.ts';
import { handleInfos, type InfoHandlers, type WinstonInfo, wrapLogger } from './wrap.ts';

/** winston is CommonJS, also for those who import it. */
const LOGGER: ModuleTarget = {
  name: 'winston',
  wrap: wrapLogger,
  required: { from: /[\\/]winston[\\/]lib[\\/]/, id: /[./]logger(?:\.js)?$/ },
  cached: /[\\/]winston[\\/]lib[\\/]winston[\\/]logger\.js$/,
  needsEarlyStart: false,
};

/** Errors and other objects of the application that carry our fields: the next line overwrites them. */
const stamped = new WeakSet<object>();

/** What names a trace itself stays as it is. */
function stampInfo(info: WinstonInfo): WinstonInfo {
  try {
    const identity = activeIdentity();
    const isOurs = stamped.has(info);
    if (identity === undefined) return isOurs ? removeFields(info) : info;
    if (!isOurs && info.trace_id !== undefined) return info;
    const fields = createTraceFields(identity);
    // The object may be the application's, and be logged again.
    if (isPlain(info)) return { ...info, ...fields };
    // An error cannot be copied. winston itself sets its level.
    stamped.add(info);
    return Object.assign(info, fields);
  } catch (error) {
    reportBug('winston', error);
    return info;
  }
}

function removeFields(info: object): WinstonInfo {
  for (const name of ['trace_id', 'span_id', 'trace_flags']) Reflect.deleteProperty(info, name);
  stamped.delete(info);
  return info as WinstonInfo;
}

function isPlain(info: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(info);
  return prototype === Object.prototype || prototype === null;
}

/** Reads at once: what the application logs it may change. */
function createRecorder(logs: LogPipeline): InfoHandlers['formatted'] {
  const source = logs.createSource('winston', readContent);
  return (info, logger) => {
    try {
      if (logger.isLevelEnabled?.(levelOf(info)) === false) return;
      const identity = identityOfInfo(info);
      source.add(readInfo(info, { identity, bounds: logs.bounds }), identity);
    } catch (error) {
      reportBug('winston', error);
    }
  };
}

/** A line may be formatted long after it was written, where another span is active: its fields know. */
function identityOfInfo({ trace_id, span_id, trace_flags }: WinstonInfo): SpanIdentity | undefined {
  if (typeof trace_id !== 'string' || typeof span_id !== 'string') return activeIdentity();
  return identityOf({ traceId: trace_id, spanId: span_id, traceFlags: Number.parseInt(String(trace_flags), 16) || 0 });
}

/** Trace ids in the lines of winston, and log records of them. */
export const winston: Instrumentation = {
  name: 'winston',
  enable({ logs }) {
    handleInfos({ stamp: stampInfo, formatted: logs === undefined ? undefined : createRecorder(logs) });
    const subscriptions = new Subscriptions().add(watchModule(LOGGER)).add(() => handleInfos(undefined));
    return () => subscriptions.dispose();
  },
};
