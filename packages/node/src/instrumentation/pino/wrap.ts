// pino puts a line together in one method of the prototype that all loggers share:
//
//   {"level":30  ,"time":1700000000000  ,"pid":1,"hostname":"h"  ,"user":7  ,"msg":"hello"}
//    level        time                   bindings                 fields     message
//
// `time` is a text that is copied into the line as it is: what is added to it becomes fields, and neither the application's
// objects nor its options are touched. Its own fields stand behind ours, so that they would win.
import { noteStamped } from '../../logs/stamped-libraries.ts';

/** The parts of a pino logger that matter here; its state stands under symbols. */
export interface PinoLogger {
  readonly levels: { readonly labels: Readonly<Record<number, string>> };
  readonly [state: symbol]: unknown;
}

/** Who wants to know of lines. */
export interface LineHandlers {
  /** What is added to a line: text that begins with a comma, or none. */
  stamp(fields: Readonly<Record<string, unknown>>, bindings: unknown): string;
  /** A line is ready. Undefined where nobody wants it. */
  readonly written: ((line: PinoLine) => void) | undefined;
}

/** A line, and who wrote it. */
export interface PinoLine {
  readonly text: string;
  readonly logger: PinoLogger;
  readonly keys: StateKeys;
  readonly level: number;
  /** Whether it has our ids. */
  readonly isStamped: boolean;
}

/** Where a logger keeps its state. Each copy of pino has symbols of its own, which it does not export all. */
interface StateKeys {
  readonly bindings: symbol;
  readonly messageKey: symbol;
  readonly errorKey: symbol;
}

type AsJson = (
  this: PinoLogger,
  fields: Record<string, unknown>,
  message: unknown,
  level: number,
  time: string,
) => string;

const wrappedPrototypes = new WeakSet<object>();
let handlers: LineHandlers | undefined;

/** Sets who handles lines; `undefined` for nobody. */
export function handleLines(next: LineHandlers | undefined): void {
  handlers = next;
}

/** Wraps the module `pino`. @returns whether it is that. */
export function wrapPino(exported: unknown): boolean {
  if (!isPino(exported)) return false;
  // A logger that writes nowhere: its prototype is made by the factory, and below it stands pino's.
  const logger = exported({ enabled: false }, { write() {} });
  return wrapPrototype(() => Object.getPrototypeOf(logger) as object);
}

function isPino(value: unknown): value is (options: object, stream: object) => object {
  if (typeof value !== 'function') return false;
  const { symbols, stdSerializers } = value as { symbols?: Record<string, unknown>; stdSerializers?: unknown };
  return typeof symbols?.asJsonSym === 'symbol' && typeof stdSerializers === 'object';
}

/** Wraps the function that `pino/lib/proto.js` exports, which makes objects with pino's prototype. @returns whether it is that. */
export function wrapPrototype(factory: unknown): boolean {
  if (typeof factory !== 'function') return false;
  const prototype = Object.getPrototypeOf((factory as () => object)()) as Record<symbol, unknown>;
  const asJsonKey = findSymbol(prototype, 'pino.asJson');
  if (asJsonKey === undefined || wrappedPrototypes.has(prototype)) return asJsonKey !== undefined;
  wrappedPrototypes.add(prototype);
  noteStamped('pino');
  const asJson = prototype[asJsonKey] as AsJson;
  let keys: StateKeys | undefined;
  const tracedAsJson: AsJson = function (this: PinoLogger, fields, message, level, time) {
    const current = handlers;
    if (current === undefined) return asJson.call(this, fields, message, level, time);
    keys ??= findKeys(this);
    const stamp = current.stamp(fields, this[keys.bindings]);
    const text = asJson.call(this, fields, message, level, time + stamp);
    if (current.written !== undefined) current.written({ text, logger: this, keys, level, isStamped: stamp !== '' });
    return text;
  };
  prototype[asJsonKey] = tracedAsJson;
  return true;
}

function findKeys(logger: PinoLogger): StateKeys {
  return {
    bindings: findInherited(logger, 'pino.chindings'),
    messageKey: findInherited(logger, 'pino.messageKey'),
    errorKey: findInherited(logger, 'pino.errorKey'),
  };
}

/** The symbol of this description that a logger, or one that it is derived from, has; else one that nobody has. */
function findInherited(logger: object, description: string): symbol {
  for (let holder: object | null = logger; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    const found = findSymbol(holder, description);
    if (found !== undefined) return found;
  }
  return Symbol(description);
}

function findSymbol(holder: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(holder).find((symbol) => symbol.description === description);
}
