// commander publishes nothing. Its root command parses, finds the command that is meant, and calls that one's action:
//
//   parse(), parseAsync() ─▶ throughline:commander.parse    around everything
//   action(fn) ────────────▶ throughline:commander.action   when fn is called: now it is known which command it is
import { channel } from 'node:diagnostics_channel';
import { replaceMethod } from '../module-hooks/replace-method.ts';

const parse = channel('throughline:commander.parse');
const action = channel('throughline:commander.action');

/** What we use of a command. */
export interface CommandLike {
  readonly parent?: CommandLike | null;
  name(): string;
}

/** The root command is about to parse. */
export interface ParseMessage {
  readonly command: CommandLike;
  /** Calls what parses. A subscriber may put itself around it. */
  run(call: () => unknown): unknown;
}

/** The action of a command begins. */
export interface ActionMessage {
  readonly command: CommandLike;
  /** Whether the program waits for what the action returns: it called `parseAsync()`. */
  readonly isAwaited: boolean;
  /** A subscriber may put another promise in the place of the action's. */
  settle(promise: Promise<unknown>): Promise<unknown>;
}

type Call = (this: CommandLike, ...args: unknown[]) => unknown;

const wrapped = new WeakSet<object>();

/** Wraps the class `Command` among the exports of a module. @returns whether there is one. */
export function wrapCommander(exports: unknown): boolean {
  const { Command } = (exports ?? {}) as { Command?: { prototype?: object } };
  const prototype = Command?.prototype;
  if (prototype === undefined || !('parseAsync' in prototype)) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  for (const name of ['parse', 'parseAsync']) replaceMethod<Call>(prototype, name, wrapParse);
  replaceMethod<Call>(prototype, 'action', wrapAction);
  return true;
}

/** Whether the last run was one of `parseAsync()`. */
let isAwaited = false;

function wrapParse(original: Call): Call {
  const isAsync = original.name === 'parseAsync';
  return function (...args) {
    if (!parse.hasSubscribers) return original.apply(this, args);
    isAwaited = isAsync;
    const message: ParseMessage = { command: this, run: (call) => call() };
    parse.publish(message);
    return message.run(() => original.apply(this, args));
  };
}

function wrapAction(original: Call): Call {
  return function (fn, ...rest) {
    return original.call(this, typeof fn === 'function' ? traceAction(fn as Call) : fn, ...rest);
  };
}

function traceAction(fn: Call): Call {
  const traced: Call = function (...args) {
    if (!action.hasSubscribers) return fn.apply(this, args);
    const message: ActionMessage = { command: this, isAwaited, settle: (promise) => promise };
    action.publish(message);
    const result = fn.apply(this, args);
    return result instanceof Promise ? message.settle(result) : result;
  };
  Object.defineProperty(traced, 'length', { value: fn.length, configurable: true });
  return traced;
}
