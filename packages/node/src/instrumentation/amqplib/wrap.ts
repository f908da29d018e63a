// amqplib publishes nothing on channels of Node. It has two sets of classes, with promises and with callbacks, which are the
// same as far as we are concerned: a channel sends, consumes, gets and acknowledges.
//
// Few consumers return a promise, and what they do takes longer than they: so a message is processed until it is acknowledged,
// or refused, or the channel closes.
import { storage } from '../../context/context-manager.ts';
import { MessageOperation } from '../messaging/operation.ts';
import { isAsyncFunction, OperationChannels } from '../messaging/operation-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { type Channel, type Message, PublishedMessage, type PublishOptions, type ReceivedMessage } from './message.ts';
import { Unsettled } from './unsettled.ts';

type Call = (this: object, ...args: unknown[]) => unknown;
type Callback = (...args: unknown[]) => unknown;

const publish = new OperationChannels('amqplib', 'publish');
const process = new OperationChannels('amqplib', 'process');
const receive = new OperationChannels('amqplib', 'receive');

const wrapped = new WeakSet<object>();
const unsettled = new Unsettled(process);

/** Wraps the classes of channels among a module's exports. @returns whether there is one. */
export function wrapAmqplib(exported: unknown): boolean {
  if (typeof exported !== 'object' || exported === null) return false;
  const { Channel: plain, ConfirmChannel: confirming } = exported as Record<string, { prototype?: unknown }>;
  return [wrapChannel(plain?.prototype), wrapConfirming(confirming?.prototype)].includes(true);
}

function wrapChannel(prototype: unknown): boolean {
  if (!hasOwn(prototype, ['publish', 'consume', 'get', 'ack', 'nack'])) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  replaceMethod<Call>(prototype, 'publish', wrapPublish);
  replaceMethod<Call>(prototype, 'consume', wrapConsume);
  replaceMethod<Call>(prototype, 'get', wrapGet);
  wrapSettling(prototype);
  return true;
}

function wrapConfirming(prototype: unknown): boolean {
  if (!hasOwn(prototype, ['publish', 'waitForConfirms'])) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  replaceMethod<Call>(prototype, 'publish', wrapConfirmedPublish);
  return true;
}

function hasOwn(prototype: unknown, methods: readonly string[]): prototype is object {
  return typeof prototype === 'object' && prototype !== null && methods.every((name) => Object.hasOwn(prototype, name));
}

/** A confirming channel sends as a plain one does, before it returns. */
let isInside = false;

function beginPublish(channel: Channel, args: unknown[]): MessageOperation<PublishedMessage> | undefined {
  const [exchange, routingKey, , options] = args;
  if (isInside || !publish.hasSubscribers || typeof exchange !== 'string' || typeof routingKey !== 'string') {
    return undefined;
  }
  const published = new PublishedMessage(channel, [exchange, routingKey], options as PublishOptions | undefined);
  const operation = new MessageOperation(nameProduced(exchange, routingKey), published);
  publish.begin(operation);
  args[3] = published.applyTo(published.options);
  return operation;
}

/** As the semantic conventions have it. */
function nameProduced(exchange: string, routingKey: string): string {
  if (exchange === '' || routingKey === '') return `${exchange}${routingKey}` || 'amq.default';
  return `${exchange}:${routingKey}`;
}

function wrapPublish(original: Call): Call {
  return function (...args) {
    const operation = beginPublish(this, args);
    if (operation === undefined) return original.apply(this, args);
    try {
      const result = original.apply(this, args);
      publish.end(operation);
      return result;
    } catch (error) {
      publish.fail(operation, error);
      throw error;
    }
  };
}

function wrapConfirmedPublish(original: Call): Call {
  return function (...args) {
    const operation = beginPublish(this, args);
    if (operation === undefined) return original.apply(this, args);
    args[4] = confirm(operation, args[4]);
    isInside = true;
    try {
      return original.apply(this, args);
    } catch (error) {
      publish.fail(operation, error);
      throw error;
    } finally {
      isInside = false;
    }
  };
}

/** Called with an error where the server has refused the message, or the channel has closed before it was known. */
function confirm(operation: MessageOperation, callback: unknown): Callback {
  const { context } = operation;
  return (...args) => {
    const [error] = args;
    operation.disposition = error === null || error === undefined ? 'ack' : 'nack';
    if (operation.disposition === 'ack') publish.end(operation);
    else publish.fail(operation, error);
    if (typeof callback === 'function') return storage.run(context, callback as Callback, ...args);
    return undefined;
  };
}

function wrapConsume(original: Call): Call {
  return function (...args) {
    const [queue, callback, options] = args as [unknown, unknown, { noAck?: boolean } | undefined];
    if (!process.hasSubscribers || typeof callback !== 'function') return original.apply(this, args);
    const source = { channel: this as Channel, queue: String(queue) };
    args[1] = traceConsumer(callback as Callback, source, options?.noAck === true);
    return original.apply(this, args);
  };
}

function traceConsumer(callback: Callback, source: Omit<ReceivedMessage, 'message'>, noAck: boolean): Callback {
  const isAsync = isAsyncFunction(callback);
  return function (this: unknown, ...args) {
    const message = args[0] as Message | null;
    // The server has cancelled the consumer.
    if (message === null || !process.hasSubscribers) return callback.apply(this, args);
    const operation = new MessageOperation<ReceivedMessage>(source.queue, { ...source, message });
    const run = (): unknown => callback.apply(this, args);
    if (!noAck) return unsettled.run(operation, run, isAsync);
    return process.run(operation, run, isAsync ? 'with its promise' : 'when it returns');
  };
}

function wrapGet(original: Call): Call {
  return function (...args) {
    if (!receive.hasSubscribers) return original.apply(this, args);
    const queue = String(args[0]);
    const operation = new MessageOperation<Omit<ReceivedMessage, 'message'>>(queue, { channel: this, queue });
    const [, , callback] = args;
    if (typeof callback !== 'function') return receive.run(operation, () => original.apply(this, args));
    const { context } = operation;
    receive.begin(operation);
    args[2] = (error: unknown, message: unknown) => {
      operation.result = message;
      receive.end(operation);
      return storage.run(context, callback as Callback, error, message);
    };
    return original.apply(this, args);
  };
}

function wrapSettling(prototype: object): void {
  const dispositions: Record<string, (args: unknown[]) => string> = {
    ack: () => 'ack',
    nack: ([, , requeue]) => (requeue === false ? 'reject' : 'requeue'),
    reject: ([, requeue]) => (requeue === false ? 'reject' : 'requeue'),
    ackAll: () => 'ack',
    nackAll: ([requeue]) => (requeue === false ? 'reject' : 'requeue'),
  };
  for (const [name, describe] of Object.entries(dispositions)) {
    const isAll = name.endsWith('All');
    replaceMethod<Call>(prototype, name, (original) => {
      return function (...args) {
        const result = original.apply(this, args);
        const upTo = isAll || (name !== 'reject' && args[1] === true);
        const tag = isAll ? Infinity : (args[0] as Message).fields.deliveryTag;
        unsettled.settle(this, { tag, upTo, disposition: describe(args) });
        return result;
      };
    });
  }
}
