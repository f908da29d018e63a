// Commands of node-redis 4. Each method of its clients calls a function that the class has handed over while it was defined, by
// `attachCommands`. So that is where it is replaced.
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { isWatched, type RedisClient, traceCommand } from './wrap.ts';

/** Sends a command, as its description says, with what the method was called with. */
type Executor = (this: RedisClient, command: unknown, args: readonly unknown[], name?: unknown) => Promise<unknown>;

interface Attached {
  readonly BaseClass?: { readonly prototype?: object };
  readonly executor: Executor;
}

/** Turns what a method was called with into what the server gets. */
type Transform = (
  command: unknown,
  args: readonly unknown[],
) => { readonly args: readonly unknown[]; readonly options?: { readonly isolated?: boolean } };

/** `commander.js` of the package. */
interface Commander {
  attachCommands: (attached: Attached) => void;
  readonly transformCommandArguments: Transform;
}

const wrapped = new WeakSet<object>();

/** Wraps what the module `commander` hands over from now on. Leaves any other module alone. */
export function wrapRedisCommander(exported: unknown): void {
  if (!isCommander(exported) || wrapped.has(exported)) return;
  wrapped.add(exported);
  const { attachCommands, transformCommandArguments: transform } = exported;
  exported.attachCommands = (attached) => {
    const prototype = attached.BaseClass?.prototype;
    // Batches and clusters have commands as well, which they only gather or hand on.
    if (prototype === undefined || !('multiExecutor' in prototype)) return attachCommands(attached);
    attachCommands({ ...attached, executor: wrapExecutor(attached.executor, transform) });
    wrapOthers(prototype, transform);
  };
}

function isCommander(exported: unknown): exported is Commander {
  const { attachCommands, transformCommandArguments } = (exported ?? {}) as Partial<Commander>;
  return typeof attachCommands === 'function' && typeof transformCommandArguments === 'function';
}

/** Commands of modules, scripts and functions, which are attached later. */
function wrapOthers(prototype: object, transform: Transform): void {
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  replaceMethod<Executor>(prototype, 'commandsExecutor', (executor) => wrapExecutor(executor, transform));
  replaceMethod<ExecuteScript>(prototype, 'executeScript', (execute) => {
    return function (script, args, options) {
      if (!isWatched()) return execute.call(this, script, args, options);
      const { SHA1, NUMBER_OF_KEYS } = script;
      const sent = ['EVALSHA', SHA1, ...(NUMBER_OF_KEYS === undefined ? [] : [NUMBER_OF_KEYS]), ...args];
      return traceCommand(this, sent, () => execute.call(this, script, args, options));
    };
  });
}

interface Script {
  readonly SHA1: string;
  readonly NUMBER_OF_KEYS?: number;
}

type ExecuteScript = (
  this: RedisClient,
  script: Script,
  args: readonly unknown[],
  options?: unknown,
) => Promise<unknown>;

function wrapExecutor(executor: Executor, transform: Transform): Executor {
  return function (command, args, name) {
    const sent = isWatched() ? describeSent(command, args, transform) : undefined;
    if (sent === undefined) return executor.call(this, command, args, name);
    return traceCommand(this, sent, () => executor.call(this, command, args, name));
  };
}

/** Undefined for what the library will refuse, and for what it hands to a connection of a pool, where it is seen. */
function describeSent(
  command: unknown,
  args: readonly unknown[],
  transform: Transform,
): readonly unknown[] | undefined {
  try {
    const { args: sent, options } = transform(command, args);
    return options?.isolated === true ? undefined : sent;
  } catch {
    return undefined;
  }
}
