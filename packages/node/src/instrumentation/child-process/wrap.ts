// Node publishes the start of a child process only from 24 on, and of the synchronous functions nothing. So both are wrapped:
// `ChildProcess.spawn`, through which everything asynchronous goes, with options that Node has made for this one child, and
// the three functions that wait. What the caller passed is never changed.
import { channel } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { readEnvironment } from '../../configuration/environment.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';

const start = channel('throughline:child-process.start');
const end = channel('throughline:child-process.end');

/** One child process. */
export class ChildMessage {
  /** Name of the program, without its folder and its arguments. */
  readonly command: string;
  /** To be added to the child's environment: subscribers fill it. */
  readonly variables: Record<string, string> = {};
  pid: number | undefined = undefined;
  exitCode: number | null = null;
  signal: string | null = null;
  /** Why it could not be started, or was given up. */
  error: unknown = undefined;

  constructor(file: unknown) {
    // Arguments that somebody put behind the name are none of it.
    this.command = typeof file === 'string' ? basename(file.trim().split(/\s/, 1)[0]) : '';
  }
}

interface SpawnOptions {
  readonly file?: unknown;
  envPairs?: string[];
}

interface Child {
  readonly pid?: number;
  prependOnceListener(name: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
}

/** What the functions that wait return or throw. */
interface SyncResult {
  readonly pid?: number;
  readonly status?: number | null;
  readonly signal?: string | null;
  readonly error?: unknown;
}

type Call = (this: object, ...args: unknown[]) => unknown;

const wrapped = new WeakSet<object>();

/** Wraps the module `node:child_process`. */
export function wrapChildProcess(exports: object): void {
  if (wrapped.has(exports)) return;
  wrapped.add(exports);
  const { ChildProcess } = exports as { ChildProcess?: { prototype: object } };
  if (ChildProcess !== undefined) replaceMethod<Call>(ChildProcess.prototype, 'spawn', wrapSpawn);
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    replaceMethod<Call>(exports, name, (original) => wrapSync(original, name === 'execSync'));
  }
  syncBuiltinESMExports();
}

function wrapSpawn(spawn: Call): Call {
  return function (...args) {
    const options = args[0] as SpawnOptions | undefined;
    if (!start.hasSubscribers || typeof options !== 'object' || options === null) return spawn.apply(this, args);
    const message = new ChildMessage(options.file);
    start.publish(message);
    if (options.envPairs !== undefined) options.envPairs = addPairs(options.envPairs, message.variables);
    try {
      const failure = spawn.apply(this, args);
      message.pid = (this as Child).pid;
      // Node emits what else goes wrong, on the next tick, as an error of the child.
      if (typeof failure === 'number' && failure < 0) finish(message, { error: { code: failureCode(failure) } });
      else watchExit(this as Child, message);
      return failure;
    } catch (error) {
      finish(message, { error });
      throw error;
    }
  };
}

function failureCode(failure: number): string {
  const { getSystemErrorName } = process.getBuiltinModule('node:util');
  return getSystemErrorName(failure);
}

function watchExit(child: Child, message: ChildMessage): void {
  if (!end.hasSubscribers) return;
  child.prependOnceListener('exit', (status, signal) => finish(message, { status, signal }));
}

/** The caller's own `TRACEPARENT` stays; one that was only inherited is replaced. */
function addPairs(pairs: readonly string[], variables: Readonly<Record<string, string>>): string[] {
  const inherited = readEnvironment();
  const result = [...pairs];
  for (const [name, value] of Object.entries(variables)) {
    const index = result.findIndex((pair) => pair.startsWith(`${name}=`));
    if (index === -1) result.push(`${name}=${value}`);
    else if (result[index] === `${name}=${inherited[name] ?? ''}`) result[index] = `${name}=${value}`;
  }
  return result;
}

function wrapSync(original: Call, isShell: boolean): Call {
  return function (...args) {
    if (!start.hasSubscribers) return original.apply(this, args);
    const message = new ChildMessage(isShell ? 'sh' : args[0]);
    start.publish(message);
    try {
      const result = original.apply(this, withVariables(args, message.variables, isShell));
      finish(message, isResult(result) ? result : { status: 0 });
      return result;
    } catch (error) {
      finish(message, isResult(error) ? { ...error, error } : { error });
      throw error;
    }
  };
}

function isResult(value: unknown): value is SyncResult {
  return typeof value === 'object' && value !== null && 'status' in value && 'signal' in value;
}

/** The arguments with other options: `(file, options)`, `(file, args, options)`, for a shell `(command, options)`. */
function withVariables(args: unknown[], variables: Readonly<Record<string, string>>, isShell: boolean): unknown[] {
  if (Object.keys(variables).length === 0) return args;
  const index = !isShell && (Array.isArray(args[1]) || args[1] === undefined || args[1] === null) ? 2 : 1;
  const options = (args[index] ?? {}) as { env?: Record<string, string | undefined> };
  // What Node itself refuses it shall refuse.
  if (typeof options !== 'object') return args;
  const changed = [...args];
  changed[index] = { ...options, env: withEnvironment(options.env, variables) };
  return changed;
}

/** Node gives children what an object inherits as well. */
function withEnvironment(
  env: Record<string, string | undefined> | undefined,
  variables: Readonly<Record<string, string>>,
): object {
  const inherited = readEnvironment();
  if (typeof env !== 'object' || env === null) return { ...inherited, ...variables };
  const result = Object.create(env) as Record<string, string>;
  for (const [name, value] of Object.entries(variables)) {
    if (env[name] === undefined || env[name] === inherited[name]) result[name] = value;
  }
  return result;
}

function finish(message: ChildMessage, { pid, status, signal, error }: SyncResult): void {
  if (pid !== undefined) message.pid = pid;
  message.exitCode = status ?? null;
  message.signal = signal ?? null;
  message.error = error;
  end.publish(message);
}
