// Consumers of JetStream, and everything that is read by `for await`.
import type { Context } from '@opentelemetry/api';
import { activeContext } from '../../context/context-manager.ts';
import { LoopContext } from '../../context/loop-context.ts';
import { MessageOperation } from '../messaging/operation.ts';
import { isAsyncFunction, OperationChannels } from '../messaging/operation-channels.ts';
import { TracedLoop } from '../messaging/traced-loop.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import type { Connection, IncomingMessage, JetStreamMessage, Message } from './message.ts';

type Call = (this: object, ...args: unknown[]) => unknown;

const process = new OperationChannels('nats', 'process');
const receive = new OperationChannels('nats', 'receive');

/** Messages of JetStream that are being processed. */
const processed = new WeakMap<object, MessageOperation>();

/** Contexts in which a consumer fetches a single message, for which it has a loop of its own. */
const receiving = new WeakSet<Context>();

/** `PullConsumerImpl` and its like. */
interface Consumer {
  readonly api?: { readonly nc?: Connection };
  readonly stream?: string;
  readonly _info?: { readonly config?: { readonly filter_subject?: string; readonly filter_subjects?: string[] } };
  /** Of an ordered consumer in `nats` 2. */
  readonly consumer?: Consumer;
}

/** An iterator of the clients: a subscription, messages of a consumer, entries of a bucket, and others. */
interface QueuedIterator {
  /** Of a subscription. */
  readonly subject?: string;
  readonly queue?: string;
  readonly protocol?: { readonly publisher?: Connection };
  /** Of a consumer's messages. */
  readonly consumer?: Consumer;
}

/** An entry of a bucket, as watched. */
interface WatchedEntry {
  readonly bucket?: string;
  readonly sm?: JetStreamMessage;
}

/** A loop that nobody can be told apart from the others by their prototype: what it yields says what it is. */
export function wrapIterator(prototype: object): void {
  const key = Symbol.asyncIterator as unknown as string;
  replaceMethod<Call>(prototype, key, (original) => {
    return function (...args) {
      const inner = original.apply(this, args) as AsyncIterator<unknown>;
      if (!process.hasSubscribers || receiving.has(activeContext())) return inner;
      return new TracedLoop(inner, process, (item) => describeItem(this, item));
    };
  });
}

/** Notes what the application says of a message. */
export function wrapJetStreamMessage(prototype: object): void {
  const names = { ack: 'ack', ackAck: 'ack', nak: 'nak', term: 'term', working: undefined };
  for (const [name, disposition] of Object.entries(names)) {
    if (disposition === undefined) continue;
    replaceMethod<Call>(prototype, name, (original) => {
      return function (...args) {
        const operation = processed.get(this);
        if (operation !== undefined && operation.disposition === undefined) operation.disposition = disposition;
        return original.apply(this, args);
      };
    });
  }
}

export function wrapConsumer(prototype: object): void {
  for (const name of ['consume', 'fetch']) {
    replaceMethod<Call>(prototype, name, (original) => {
      return function (...args) {
        const [options] = args as [{ callback?: (message: JetStreamMessage) => unknown } | undefined];
        const callback = options?.callback;
        if (!process.hasSubscribers || typeof callback !== 'function' || isInternal(this)) {
          return original.apply(this, args);
        }
        args[0] = { ...options, callback: traceCallback(callback, this) };
        return original.apply(this, args);
      };
    });
  }
  replaceMethod<Call>(prototype, 'next', (original) => {
    return function (...args) {
      if (!receive.hasSubscribers || isInternal(this)) return original.apply(this, args);
      const operation = new MessageOperation<Consumer>(subscribedTo(this) ?? '', this);
      operation.context = new LoopContext(operation.context);
      receiving.add(operation.context);
      return receive.run(operation, () => original.apply(this, args));
    };
  });
}

/** What is told of a received message. */
export function describeReceived(consumer: object, message: JetStreamMessage): IncomingMessage {
  return {
    connection: connectionOf(consumer),
    message,
    subscribed: subscribedTo(consumer) ?? message.info.stream,
    isJetStream: true,
  };
}

function traceCallback(
  callback: (message: JetStreamMessage) => unknown,
  consumer: Consumer,
): (message: JetStreamMessage) => unknown {
  const end = isAsyncFunction(callback) ? 'with its promise' : 'when it returns';
  return function (this: unknown, message) {
    if (!process.hasSubscribers) return callback.call(this, message);
    const operation = beginDelivery(consumer, message);
    return process.run(operation, () => callback.call(this, message), end);
  };
}

function beginDelivery(consumer: object, message: JetStreamMessage): MessageOperation<IncomingMessage> {
  const operation = new MessageOperation(message.subject, describeReceived(consumer, message));
  processed.set(message, operation);
  return operation;
}

function describeItem(iterator: QueuedIterator, item: unknown): MessageOperation | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { subject, protocol, queue, consumer } = iterator;
  if (isJetStreamMessage(item)) {
    return isInternal(item.info) ? undefined : beginDelivery(consumer ?? iterator, item);
  }
  if (subject !== undefined) {
    if (!isMessage(item) || subject.startsWith('_INBOX.') || subject.startsWith('$')) return undefined;
    const source = { connection: protocol?.publisher, subscribed: subject, group: queue, isJetStream: false };
    return new MessageOperation<IncomingMessage>(item.subject, { ...source, message: item });
  }
  const { bucket, sm } = item as WatchedEntry;
  if (bucket === undefined || sm === undefined || !isJetStreamMessage(sm)) return undefined;
  const target = { connection: undefined, message: sm, subscribed: `$KV.${bucket}.>`, isJetStream: true };
  return new MessageOperation<IncomingMessage>(sm.subject, target);
}

function isMessage(item: object): item is Message {
  return '_rdata' in item && 'subject' in item;
}

function isJetStreamMessage(item: object): item is JetStreamMessage {
  return 'didAck' in item && 'info' in item;
}

/** What a bucket reads of its stream, to hand it on. */
function isInternal({ stream }: { readonly stream?: string }): boolean {
  return stream?.startsWith('KV_') === true || stream?.startsWith('OBJ_') === true;
}

function connectionOf(consumer: Consumer): Connection | undefined {
  return consumer.api?.nc ?? consumer.consumer?.api?.nc;
}

function subscribedTo(consumer: Consumer): string | undefined {
  const { config } = consumer._info ?? consumer.consumer?._info ?? {};
  const [only, ...others] = config?.filter_subjects ?? [];
  if (config?.filter_subject !== undefined && config.filter_subject !== '') return config.filter_subject;
  return only !== undefined && others.length === 0 ? only : (consumer.stream ?? consumer.consumer?.stream);
}
