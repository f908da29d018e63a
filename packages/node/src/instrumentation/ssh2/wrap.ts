// Clients of ssh2. Callbacks, and the events of channels, run in the context of whoever asked.
import { errorMonitor, type EventEmitter } from 'node:events';
import { bindEmitter } from '../../context/bind-emitter.ts';
import { activeContext } from '../../context/context-manager.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { begin, type Client, finish, isWatched, SshMessage, type SshOperation, withCallback } from './ssh-message.ts';
import { wrapSftp } from './wrap-sftp.ts';

type Call = (this: Client, ...args: unknown[]) => unknown;

/** Where a call stops to be what it was: what the message says, and what the library is called with instead. */
interface Asked {
  readonly operation: SshOperation;
  describe?(args: readonly unknown[]): SshMessage['details'];
  withVariables?(args: readonly unknown[], variables: Readonly<Record<string, string>>): unknown[];
}

const ASKED: Readonly<Record<string, Asked>> = {
  exec: {
    operation: 'exec',
    describe: ([command]) => ({ command: String(command) }),
    withVariables: ([command, options, callback], variables) => [
      command,
      withEnvironment(options, variables),
      typeof options === 'function' ? options : callback,
    ],
  },
  shell: { operation: 'shell', withVariables: withShellEnvironment },
  sftp: { operation: 'sftp' },
  subsys: { operation: 'subsystem', describe: ([name]) => ({ command: String(name) }) },
  forwardOut: {
    operation: 'forward',
    describe: ([, , address, port]) => ({ target: { address: String(address), port: Number(port) } }),
  },
  forwardIn: {
    operation: 'listen',
    describe: ([address, port]) => ({ target: { address: String(address), port: Number(port) } }),
  },
};

const wrapped = new WeakSet<object>();

/** Wraps the class `Client` among the exports of the package. @returns whether it was there. */
export function wrapSsh2(exported: unknown): boolean {
  const prototype = findClient(exported);
  if (prototype === undefined) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  replaceMethod<Call>(prototype, 'connect', wrapConnect);
  for (const [name, asked] of Object.entries(ASKED)) {
    replaceMethod<Call>(prototype, name, (original) => wrapAsking(original, asked));
  }
  return true;
}

function findClient(exported: unknown): object | undefined {
  const client = (exported as { Client?: unknown } | null | undefined)?.Client ?? exported;
  if (typeof client !== 'function') return undefined;
  const { prototype } = client as { prototype?: object };
  const isClient = ['connect', 'exec', 'shell', 'sftp', 'forwardOut'].every((name) => name in (prototype ?? {}));
  return isClient ? prototype : undefined;
}

function wrapConnect(connect: Call): Call {
  return function (options, ...rest) {
    if (!isWatched() || isConnected(this)) return connect.call(this, options, ...rest);
    const message = new SshMessage('connect', { config: toAddress(options) });
    begin(message);
    watchConnect(this, message);
    try {
      return connect.call(this, options, ...rest);
    } catch (error) {
      finish(message, error);
      throw error;
    }
  };
}

/** It first ends the old connection, and then calls itself. */
function isConnected(client: Client): boolean {
  const { _sock: socket } = client as Client & { _sock?: { writable?: boolean } };
  return socket?.writable === true;
}

function toAddress(options: unknown): { host: string; port: number } {
  const { hostname, host, port } = (options ?? {}) as { hostname?: string; host?: string; port?: number };
  return { host: hostname ?? host ?? 'localhost', port: port ?? 22 };
}

/** An `error` listener would change what happens to an error that nobody listens for. */
function watchConnect(client: Client, message: SshMessage): void {
  const settle = (error?: unknown): void => {
    client.off(errorMonitor, onError).off('ready', onReady).off('close', onClose);
    finish(message, error);
  };
  const onError = (error: unknown): void => {
    // After trouble with an agent it goes on without one.
    if ((error as { level?: unknown }).level !== 'agent') settle(error);
  };
  const onReady = (): void => settle();
  const onClose = (): void => settle(new Error('closed before it was ready'));
  client.on(errorMonitor, onError).prependListener('ready', onReady).prependListener('close', onClose);
}

function wrapAsking(original: Call, asked: Asked): Call {
  return function (...args) {
    if (!isWatched()) return original.apply(this, args);
    const message = new SshMessage(asked.operation, this, asked.describe?.(args));
    begin(message);
    const hasVariables = asked.withVariables !== undefined && Object.keys(message.variables).length > 0;
    const given = hasVariables
      ? (asked.withVariables as NonNullable<Asked['withVariables']>)(args, message.variables)
      : args;
    const context = activeContext();
    const traced = withCallback(given, (error, result) => {
      answer(message, error, result);
      if (isEmitter(result)) bindEmitter(context, result);
    });
    // Nobody waits for the answer.
    if (traced === undefined) finish(message);
    try {
      return original.apply(this, traced ?? given);
    } catch (error) {
      finish(message, error);
      throw error;
    }
  };
}

function answer(message: SshMessage, error: unknown, result: unknown): void {
  if (error !== undefined && error !== null) return finish(message, error);
  if (message.operation === 'sftp') wrapSftp(result);
  if (message.operation === 'exec' && isEmitter(result)) watchCommand(result, message);
  else finish(message);
}

function watchCommand(stream: EventEmitter, message: SshMessage): void {
  stream.prependListener('exit', (code: unknown, signal: unknown) => {
    if (typeof code === 'number') message.exitCode = code;
    if (typeof signal === 'string') message.signal = signal;
  });
  stream.prependListener('close', () => finish(message));
}

function isEmitter(value: unknown): value is EventEmitter {
  return typeof (value as Partial<EventEmitter> | undefined)?.prependListener === 'function';
}

/** What the caller sets himself stays; what the caller passed is never changed. */
function withEnvironment(options: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof options === 'function' || options === undefined || options === null) return { env: variables };
  const given = options as { readonly env?: object };
  return { ...given, env: { ...variables, ...given.env } };
}

/** `(callback)`, `(window, callback)`, `(options, callback)` or `(window, options, callback)`. */
function withShellEnvironment(args: readonly unknown[], variables: Readonly<Record<string, string>>): unknown[] {
  const callback = args.find((argument) => typeof argument === 'function');
  const [first, second] = args.filter((argument) => typeof argument !== 'function');
  const { x11, env } = (first || {}) as { x11?: unknown; env?: unknown };
  const isOptions = x11 !== undefined || env !== undefined;
  return [isOptions ? undefined : first, withEnvironment(isOptions ? first : second, variables), callback];
}
