// A logger of winston is a stream of objects: `write` takes one in the context of whoever logs, the logger's format turns it
// into another, and `push` hands that to the transports, perhaps later.
//
//   logger.info('text', fields) ─▶ write(info) ─▶ format ─▶ push(formatted) ─▶ transports
import { noteStamped } from '../../logs/stamped-libraries.ts';

/** The properties of winston's objects that matter here. Levels stand under a symbol as well, safe from formats. */
export interface WinstonInfo {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly [field: string | symbol]: unknown;
}

export interface WinstonLogger {
  isLevelEnabled?(level: string): boolean;
}

/** Who wants to know of lines. */
export interface InfoHandlers {
  /** What is written in place of `info`. */
  stamp(info: WinstonInfo): WinstonInfo;
  /** A formatted line goes to the transports. Undefined where nobody wants it. */
  readonly formatted: ((info: WinstonInfo, logger: WinstonLogger) => void) | undefined;
}

interface LoggerPrototype {
  write(this: WinstonLogger, info: unknown, ...rest: unknown[]): unknown;
  push(this: WinstonLogger, info: unknown, ...rest: unknown[]): unknown;
}

const wrappedPrototypes = new WeakSet<object>();
let handlers: InfoHandlers | undefined;

/** Sets who handles lines; `undefined` for nobody. */
export function handleInfos(next: InfoHandlers | undefined): void {
  handlers = next;
}

/** Wraps winston's class `Logger`, from `winston/lib/winston/logger.js`. @returns whether it is that. */
export function wrapLogger(exported: unknown): boolean {
  if (!isLogger(exported)) return false;
  const { prototype } = exported;
  if (wrappedPrototypes.has(prototype)) return true;
  wrappedPrototypes.add(prototype);
  noteStamped('winston');
  const { write, push } = prototype;
  // As properties that nobody sees who looks at a logger, like the methods of the class.
  defineMethod(prototype, 'write', function (this: WinstonLogger, info, ...rest) {
    const shown = handlers === undefined || !isInfo(info) ? info : handlers.stamp(info);
    return write.call(this, shown, ...rest);
  });
  defineMethod(prototype, 'push', function (this: WinstonLogger, info, ...rest) {
    if (handlers?.formatted !== undefined && isInfo(info)) handlers.formatted(info, this);
    return push.call(this, info, ...rest);
  });
  return true;
}

function defineMethod<K extends keyof LoggerPrototype>(prototype: object, name: K, value: LoggerPrototype[K]): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}

function isInfo(value: unknown): value is WinstonInfo {
  return typeof value === 'object' && value !== null;
}

function isLogger(value: unknown): value is { readonly prototype: LoggerPrototype } {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { prototype?: object };
  return typeof prototype === 'object' && 'getHighestLogLevel' in prototype && 'startTimer' in prototype;
}
