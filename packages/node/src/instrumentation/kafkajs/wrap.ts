// kafkajs publishes nothing on channels, and its producers and consumers are closures. But all of them come from the methods
// of one class, and what these return can be changed.
//
//   Kafka.producer() ─▶ send, sendBatch, transaction().send … ─▶ throughline:kafkajs.publish
//   Kafka.consumer() ─▶ run({ eachMessage, eachBatch }) ───────▶ throughline:kafkajs.process
import { ROOT } from '../../context/context.ts';
import { storage } from '../../context/context-manager.ts';
import { MessageOperation } from '../messaging/operation.ts';
import { OperationChannels } from '../messaging/operation-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import {
  type ClientDetails,
  type EachBatch,
  type EachMessage,
  type ProcessedMessages,
  SentMessages,
} from './message.ts';
import type { TopicMessages } from './message.ts';

type Call = (this: object, ...args: unknown[]) => unknown;
type Handler = (payload: never) => unknown;

const publish = new OperationChannels('kafkajs', 'publish');
const process = new OperationChannels('kafkajs', 'process');

const wrapped = new WeakSet<object>();

/** Wraps the class `Kafka`, or the one among a module's exports. @returns whether there is one. */
export function wrapKafkajs(exported: unknown): boolean {
  if (typeof exported === 'function') return wrapClient(exported.prototype);
  const { Kafka } = (exported ?? {}) as { Kafka?: unknown };
  return typeof Kafka === 'function' && wrapClient(Kafka.prototype);
}

function wrapClient(prototype: unknown): boolean {
  if (typeof prototype !== 'object' || prototype === null) return false;
  if (!['producer', 'consumer', 'admin'].every((name) => Object.hasOwn(prototype, name))) return false;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  wrapFactory(prototype, 'producer', wrapProducer);
  wrapFactory(prototype, 'consumer', wrapConsumer);
  return true;
}

function wrapFactory(prototype: object, name: string, wrap: (made: object, client: ClientDetails) => void): void {
  replaceMethod<Call>(prototype, name, (original) => {
    return function (...args) {
      const made = original.apply(this, args) as object;
      const { groupId } = (args[0] ?? {}) as ClientDetails;
      if (publish.hasSubscribers) wrap(made, { groupId });
      return made;
    };
  });
}

function wrapProducer(producer: object, client: ClientDetails): void {
  replaceMethod<Call>(producer, 'send', (original) => wrapSend(original, client));
  replaceMethod<Call>(producer, 'sendBatch', (original) => wrapSendBatch(original, client));
  replaceMethod<Call>(producer, 'transaction', (original) => {
    return async function (...args) {
      const transaction = (await original.apply(this, args)) as object;
      replaceMethod<Call>(transaction, 'send', (send) => wrapSend(send, client));
      replaceMethod<Call>(transaction, 'sendBatch', (send) => wrapSendBatch(send, client));
      return transaction;
    };
  });
}

function wrapSend(original: Call, client: ClientDetails): Call {
  return function (...args) {
    const record = args[0] as TopicMessages | undefined;
    if (!publish.hasSubscribers || !isTopic(record)) return original.apply(this, args);
    const sent = new SentMessages(client, record.messages.length);
    const operation = new MessageOperation(record.topic, sent);
    publish.begin(operation);
    args[0] = { ...record, messages: sent.applyTo(record.messages) };
    return publish.finish(operation, () => original.apply(this, args));
  };
}

/** Several topics at once are one operation without a name of its own. */
function wrapSendBatch(original: Call, client: ClientDetails): Call {
  return function (...args) {
    const batch = args[0] as { topicMessages?: readonly TopicMessages[] } | undefined;
    const topics = batch?.topicMessages;
    if (!publish.hasSubscribers || !Array.isArray(topics) || !topics.every(isTopic)) return original.apply(this, args);
    const names = new Set(topics.map(({ topic }) => topic));
    const count = topics.reduce((sum, { messages }) => sum + messages.length, 0);
    const sent = new SentMessages(client, count);
    const operation = new MessageOperation(names.size === 1 ? topics[0].topic : '', sent);
    publish.begin(operation);
    const topicMessages = topics.map(({ topic, messages }) => ({ topic, messages: sent.applyTo(messages) }));
    args[0] = { ...batch, topicMessages };
    return publish.finish(operation, () => original.apply(this, args));
  };
}

/** What kafkajs will not refuse at once. */
function isTopic(record: TopicMessages | undefined): record is TopicMessages & { messages: NonNullable<unknown>[] } {
  return typeof record?.topic === 'string' && Array.isArray(record.messages) && !record.messages.includes(undefined);
}

function wrapConsumer(consumer: object, client: ClientDetails): void {
  replaceMethod<Call>(consumer, 'run', (original) => {
    return function (...args) {
      if (!process.hasSubscribers) return original.apply(this, args);
      const options = { ...(args[0] as { eachMessage?: Handler; eachBatch?: Handler } | undefined) };
      if (typeof options.eachMessage === 'function')
        options.eachMessage = traceEachMessage(options.eachMessage, client);
      if (typeof options.eachBatch === 'function') options.eachBatch = traceEachBatch(options.eachBatch, client);
      args[0] = options;
      // A loop that runs for hours belongs to no trace, whoever has started it.
      return storage.run(ROOT, () => original.apply(this, args));
    };
  });
}

function traceEachMessage(handler: Handler, client: ClientDetails): Handler {
  return function (this: unknown, payload: EachMessage) {
    const { topic, partition, message } = payload;
    const target = { client, partition, messages: [message], isBatch: false };
    const operation = new MessageOperation<ProcessedMessages>(topic, target);
    return process.run(operation, () => handler.call(this, payload as never), 'with its handled promise');
  } as Handler;
}

function traceEachBatch(handler: Handler, client: ClientDetails): Handler {
  return function (this: unknown, payload: EachBatch) {
    const { topic, partition, messages } = payload.batch;
    const target = { client, partition, messages, isBatch: true };
    const operation = new MessageOperation<ProcessedMessages>(topic, target);
    return process.run(operation, () => handler.call(this, payload as never), 'with its handled promise');
  } as Handler;
}
