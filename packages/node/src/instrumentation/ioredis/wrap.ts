// ioredis publishes commands since 5.11, but when they are written: one that waits for a connection is then published by
// the connection, in nobody's trace and without its wait. So all versions are wrapped where a command is issued. The channels
// of the library serve in bundles, where there is nothing to wrap.
import { type Channel, channel } from 'node:diagnostics_channel';
import { storage } from '../../context/context-manager.ts';
import { ROOT } from '../../context/context.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import type { BatchedCommand, RedisMessage } from '../redis/redis-message.ts';

/** Published when a copy of the library has been wrapped. */
export const WRAPPED = 'throughline:ioredis.wrapped';

/** Whose commands a channel is about: the application's, or those of connections that BullMQ has opened for itself. */
export type CommandOwner = 'command' | 'bullmq-command';

interface CommandChannels {
  readonly start: Channel;
  readonly end: Channel;
}

function createChannels(owner: CommandOwner): CommandChannels {
  const name = `throughline:ioredis.${owner}`;
  return { start: channel(`${name}.start`), end: channel(`${name}.end`) };
}

const ofApplication = createChannels('command');
// Of its own, so that without a subscriber nothing is done for the commands that move a job.
const ofBullmq = createChannels('bullmq-command');

function channelsOf(connection: Connection): CommandChannels {
  return connection[kOfBullmq] === true ? ofBullmq : ofApplication;
}

/** What a connection says by itself, as long as it is not ready for what the application says. */
export const HANDSHAKE: ReadonlySet<string> = new Set(['auth', 'client', 'hello', 'info', 'readonly', 'select']);

const kMessage = Symbol('throughline.message');
const kOfBullmq = Symbol('throughline.of-bullmq');

interface Connection {
  readonly status: string;
  readonly options: {
    readonly host?: string;
    readonly port?: number;
    readonly path?: string;
    readonly db?: number;
    readonly enableAutoPipelining?: boolean;
  };
  readonly condition?: { readonly select?: number } | null;
  [kOfBullmq]?: boolean;
}

interface Command extends BatchedCommand {
  promise: Promise<unknown>;
  resolve(value: unknown): unknown;
  reject(error: unknown): unknown;
  [kMessage]?: ConnectionMessage;
}

interface Pipeline {
  readonly redis: Connection;
  readonly _queue: readonly Command[];
  readonly _transactions: number;
  readonly promise: Promise<unknown>;
  [kMessage]?: ConnectionMessage;
}

/** A command, or a batch, on its way: the message of our channels. */
class ConnectionMessage implements RedisMessage {
  readonly channels: CommandChannels;
  readonly database: number;
  readonly serverAddress: string | undefined;
  readonly serverPort: number | undefined;
  readonly command: string | undefined;
  readonly args: readonly unknown[] | undefined;
  readonly batchMode: 'MULTI' | 'PIPELINE' | undefined;
  readonly batchSize: number | undefined;
  readonly commands: readonly BatchedCommand[] | undefined;
  result: unknown;
  error: unknown;

  constructor(connection: Connection, command: BatchedCommand | undefined, batch?: Batch) {
    // Of a cluster the nodes know their addresses, not the whole.
    const { host, port, path, db } = connection.options;
    this.channels = channelsOf(connection);
    this.database = connection.condition?.select ?? db ?? 0;
    this.serverAddress = path ?? host;
    this.serverPort = path === undefined ? port : undefined;
    this.command = command?.name;
    this.args = command?.args;
    this.batchMode = batch?.mode;
    this.batchSize = batch?.commands.length;
    this.commands = batch?.commands;
    this.result = undefined;
    this.error = undefined;
  }
}

interface Batch {
  readonly mode: 'MULTI' | 'PIPELINE';
  readonly commands: readonly BatchedCommand[];
}

type Call = (this: never, ...args: never[]) => unknown;

const wrapped = new WeakSet<object>();
const wrappedChannel = channel(WRAPPED);
let hasWrapped = false;

/** Whether any copy has been wrapped. */
export function isIoredisWrapped(): boolean {
  return hasWrapped;
}

/** Wraps the class that the package exports. @returns whether it is that. */
export function wrapIoredis(exported: unknown): boolean {
  if (!isIoredis(exported)) return false;
  const { prototype, Pipeline: PipelineClass } = exported;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  hasWrapped = true;
  wrappedChannel.publish({});
  replaceMethod<Call>(prototype, 'parseOptions', wrapParseOptions as never);
  replaceMethod<Call>(prototype, 'connect', wrapConnect as never);
  replaceMethod<Call>(prototype, 'sendCommand', wrapSendCommand as never);
  replaceMethod<Call>(PipelineClass.prototype, 'sendCommand', wrapPipelined as never);
  replaceMethod<Call>(PipelineClass.prototype, 'exec', wrapExec as never);
  return true;
}

interface Ioredis {
  readonly prototype: object;
  readonly Pipeline: { readonly prototype: object };
}

function isIoredis(value: unknown): value is Ioredis {
  if (typeof value !== 'function') return false;
  const { prototype, Pipeline: PipelineClass, Cluster } = value as Partial<Ioredis> & { Cluster?: unknown };
  return (
    typeof prototype === 'object' && 'sendCommand' in prototype && PipelineClass !== undefined && Cluster !== undefined
  );
}

/** Called by the constructor: whoever makes the connection stands in the stack. */
function wrapParseOptions(parseOptions: (this: Connection, ...args: unknown[]) => unknown) {
  return function tracedParseOptions(this: Connection, ...args: unknown[]) {
    if (ofApplication.start.hasSubscribers && isCalledByBullmq(tracedParseOptions)) this[kOfBullmq] = true;
    return parseOptions.apply(this, args);
  };
}

/** The first who is not ioredis itself: an application's function may have been called by BullMQ. */
function isCalledByBullmq(above: Call): boolean {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, above);
  const [, ...frames] = String(holder.stack).split('\n');
  const caller = frames.find((frame) => !/[\\/]ioredis(?:-\d+)?[\\/]built[\\/]/.test(frame));
  return caller !== undefined && /[\\/]node_modules[\\/]bullmq[\\/]/.test(caller);
}

/** A connection outlives whatever it was opened in, and so do the listeners of its messages. */
function wrapConnect(connect: (this: Connection, ...args: unknown[]) => unknown) {
  return function (this: Connection, ...args: unknown[]) {
    if (!ofApplication.start.hasSubscribers) return connect.apply(this, args);
    const caller = storage.getStore() ?? ROOT;
    // But what is called once it is open belongs to the caller.
    const bound = args.map((argument) =>
      typeof argument === 'function'
        ? (...given: unknown[]) => storage.run(caller, () => argument(...given))
        : argument,
    );
    return storage.run(ROOT, () => connect.apply(this, bound));
  };
}

function wrapSendCommand(sendCommand: (this: Connection, command: Command, stream: unknown) => unknown) {
  return function (this: Connection, command: Command, stream: unknown) {
    const channels = channelsOf(this);
    if (channels.start.hasSubscribers && command[kMessage] === undefined && !isInner(this, command, stream)) {
      traceCommand(command, this);
    }
    return sendCommand.call(this, command, stream);
  };
}

/** Part of a batch, which has a span as a whole, or of the handshake. */
function isInner(connection: Connection, { name }: Command, stream: unknown): boolean {
  if ((stream as { isPipeline?: boolean } | undefined)?.isPipeline === true) return true;
  return connection.status !== 'ready' && connection.status !== 'wait' && HANDSHAKE.has(name);
}

function traceCommand(command: Command, connection: Connection): void {
  const { resolve, reject } = command;
  const message = new ConnectionMessage(connection, command);
  command[kMessage] = message;
  message.channels.start.publish(message);
  command.resolve = (value) => {
    finish(message, undefined, value);
    return resolve.call(command, value);
  };
  command.reject = (error) => {
    finish(message, error, undefined);
    return reject.call(command, error);
  };
}

/** The pipelines of `enableAutoPipelining` hold commands of several callers: each is traced where it is issued. */
function wrapPipelined(sendCommand: (this: Pipeline, command: Command, ...rest: unknown[]) => unknown) {
  return function (this: Pipeline, command: Command, ...rest: unknown[]) {
    const { hasSubscribers } = channelsOf(this.redis).start;
    if (hasSubscribers && isAutomatic(this) && command[kMessage] === undefined) traceCommand(command, this.redis);
    return sendCommand.call(this, command, ...rest);
  };
}

function isAutomatic(pipeline: Pipeline): boolean {
  if (pipeline.redis.options.enableAutoPipelining !== true) return false;
  return Object.getOwnPropertySymbols(pipeline).some(({ description }) => description === 'callbacks');
}

function wrapExec(exec: (this: Pipeline, ...args: unknown[]) => unknown) {
  return function (this: Pipeline, ...args: unknown[]) {
    // A transaction passes here twice, and a redirected batch again.
    const { hasSubscribers } = channelsOf(this.redis).start;
    const isTraced = hasSubscribers && this[kMessage] === undefined && this._transactions === 0;
    if (isTraced && this._queue.length > 0 && !isAutomatic(this)) traceBatch(this);
    return exec.apply(this, args);
  };
}

function traceBatch(pipeline: Pipeline): void {
  const { _queue: queue, redis, promise } = pipeline;
  const isTransaction = queue[0].name === 'multi';
  const commands = isTransaction ? queue.filter(({ name }) => name !== 'multi' && name !== 'exec') : [...queue];
  const message = new ConnectionMessage(redis, undefined, { mode: isTransaction ? 'MULTI' : 'PIPELINE', commands });
  pipeline[kMessage] = message;
  message.channels.start.publish(message);
  promise.then(
    (results) => finish(message, firstError(results), results),
    (error: unknown) => finish(message, error, undefined),
  );
}

/** The results of a batch are pairs of error and value; the value of `EXEC` is a list of its own. */
function firstError(results: unknown): unknown {
  if (!Array.isArray(results)) return undefined;
  for (const [error, value] of results.filter(Array.isArray)) {
    if (error instanceof Error) return error;
    const inner = Array.isArray(value) ? value.find((one) => one instanceof Error) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function finish(message: ConnectionMessage, error: unknown, result: unknown): void {
  message.error = error;
  message.result = result;
  message.channels.end.publish(message);
}
