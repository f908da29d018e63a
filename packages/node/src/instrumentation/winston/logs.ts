import { activeIdentity, createTraceFields } from '../../logs/log-stamp.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { handleInfos, type WinstonInfo, wrapLogger } from './wrap.ts';

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

/** Trace ids in the lines of winston. */
export const winston: Instrumentation = {
  name: 'winston',
  enable() {
    handleInfos({ stamp: stampInfo, formatted: undefined });
    const subscriptions = new Subscriptions().add(watchModule(LOGGER)).add(() => handleInfos(undefined));
    return () => subscriptions.dispose();
  },
};
