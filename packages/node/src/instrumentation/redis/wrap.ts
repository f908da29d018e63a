// node-redis publishes its commands since 5.12. The class of a client is wrapped in older ones, where commands are issued: 5.0 to
// 5.11, whose commands all pass `sendCommand`, and 4, which has captured the function behind them before anybody sees the class
// (wrap-4.ts).
import { channel } from 'node:diagnostics_channel';
import { storage } from '../../context/context-manager.ts';
import { ROOT } from '../../context/context.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import type { BatchedCommand, RedisMessage } from './redis-message.ts';

export const COMMAND_START = 'throughline:redis.command.start';
export const COMMAND_END = 'throughline:redis.command.end';

const start = channel(COMMAND_START);
const end = channel(COMMAND_END);

/** Clients of both versions, as far as they are looked at. */
export interface RedisClient {
  /** What users have of version 5 inherits from the client itself. */
  readonly _self?: RedisClient;
  readonly options?: {
    readonly socket?: { readonly host?: string; readonly port?: number; readonly path?: string };
    readonly database?: number;
  };
}

type Call = (this: RedisClient, ...args: never[]) => unknown;

/** What a server gets: the name first. */
type CommandArguments = readonly unknown[];

/** The databases of clients that have selected another one. */
const selected = new WeakMap<object, number>();

const wrapped = new WeakSet<object>();

/** Wraps the class that a module exports as its default, if it is that of clients which publish nothing. */
export function wrapRedisClient(exported: unknown): void {
  const { prototype } = ((exported as { default?: unknown } | undefined)?.default ?? {}) as { prototype?: object };
  if (prototype === undefined || wrapped.has(prototype) || !isClient(prototype)) return;
  wrapped.add(prototype);
  replaceMethod<Call>(prototype, 'connect', wrapConnect);
  replaceMethod<Call>(prototype, 'sendCommand', wrapSendCommand as never);
  replaceMethod<Call>(prototype, 'SELECT', wrapSelect as never);
  replaceMethod<Call>(prototype, 'select', wrapSelect as never);
  replaceMethod<Call>(prototype, '_executePipeline', (original) => wrapBatch(original as never, () => 'PIPELINE'));
  replaceMethod<Call>(prototype, '_executeMulti', (original) => wrapBatch(original as never, () => 'MULTI'));
  // Version 4 has one method for both. A transaction is a chain.
  const modeOf = (_db: unknown, chain: unknown) => (chain === undefined ? 'PIPELINE' : 'MULTI');
  replaceMethod<Call>(prototype, 'multiExecutor', (original) => wrapBatch(original as never, modeOf));
}

/** Since 5.12 a client has an id, for metrics that came together with the channels. */
function isClient(prototype: object): boolean {
  return 'sendCommand' in prototype && 'SELECT' in prototype && 'connect' in prototype && !('_clientId' in prototype);
}

/** A connection outlives whatever it was opened in, and so do the listeners of its messages. */
function wrapConnect(connect: Call): Call {
  return function (...args) {
    return start.hasSubscribers ? storage.run(ROOT, () => connect.apply(this, args)) : connect.apply(this, args);
  };
}

type SendCommand = (this: RedisClient, args: CommandArguments, options?: unknown) => Promise<unknown>;

function wrapSendCommand(sendCommand: SendCommand): SendCommand {
  return function (args, options) {
    if (!start.hasSubscribers || !Array.isArray(args)) return sendCommand.call(this, args, options);
    return traceCommand(this, args, () => sendCommand.call(this, args, options));
  };
}

/** Publishes a command until its promise is settled. */
export function traceCommand<T>(
  client: RedisClient,
  [name, ...args]: CommandArguments,
  send: () => Promise<T>,
): Promise<T> {
  return trace({ ...describe(client), command: String(name), args }, send);
}

type Execute = (
  this: RedisClient,
  commands: readonly { readonly args: CommandArguments }[],
  database?: number,
  chain?: unknown,
) => Promise<unknown>;

function wrapBatch(execute: Execute, modeOf: (database: unknown, chain: unknown) => 'MULTI' | 'PIPELINE'): Execute {
  return function (queue, database, chain) {
    if (!start.hasSubscribers) return execute.call(this, queue, database, chain);
    const batchMode = modeOf(database, chain);
    const commands = queue.map(({ args: [name, ...args] }): BatchedCommand => ({ name: String(name), args }));
    const message = { ...describe(this), batchMode, batchSize: commands.length, commands };
    const executed = trace(message, () => execute.call(this, queue, database, chain), chain !== undefined);
    if (database !== undefined) selected.set(this._self ?? this, database);
    return executed;
  };
}

type Select = (this: RedisClient, ...args: unknown[]) => Promise<unknown>;

function wrapSelect(select: Select): Select {
  return async function (...args) {
    const result = await select.apply(this, args);
    selected.set(this._self ?? this, Number(args.at(-1)));
    return result;
  };
}

/** What is returned is the promise behind ours: a rejection that nobody handles is still one. */
function trace<T>(message: RedisMessage, send: () => Promise<T>, isChain = false): Promise<T> {
  start.publish(message);
  return send().then(
    (result) => {
      // The last answer of a chain is that to `EXEC`.
      message.result = isChain && Array.isArray(result) ? result.at(-1) : result;
      end.publish(message);
      return result;
    },
    (error: unknown) => {
      message.error = error ?? new Error('unknown');
      end.publish(message);
      throw error;
    },
  );
}

function describe(client: RedisClient) {
  const self = client._self ?? client;
  const { socket, database = 0 } = self.options ?? {};
  const { host = 'localhost', port = 6379, path } = socket ?? {};
  return {
    database: selected.get(self) ?? database,
    serverAddress: path ?? host,
    serverPort: path === undefined ? port : undefined,
  };
}

export function isWatched(): boolean {
  return start.hasSubscribers;
}
