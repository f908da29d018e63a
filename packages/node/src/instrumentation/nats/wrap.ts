// The clients of NATS publish nothing on channels. `@nats-io/*` 3 grew out of `nats` 2: the same classes, under the same names.
//
//   NatsConnectionImpl.publish, request ─▶ throughline:nats.publish     what goes out, until it has, or is answered
//   JetStreamClientImpl.publish ────────▶ throughline:nats.publish     until the stream has it
//   NatsConnectionImpl.subscribe ───────▶ throughline:nats.process     callbacks of subscriptions
//   see wrap-consumers.ts                ▶ throughline:nats.process     callbacks of JetStream, and every loop
//   see wrap-kv.ts                       ▶ throughline:nats.kv
import { MessageOperation } from '../messaging/operation.ts';
import { isAsyncFunction, OperationChannels } from '../messaging/operation-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { createClassWrapper } from '../module-hooks/wrap-classes.ts';
import {
  type Connection,
  type IncomingMessage,
  type Message,
  OutgoingMessage,
  type PublishOptions,
  type SubscribeOptions,
} from './message.ts';
import { OutgoingHeaders } from './outgoing-headers.ts';
import { wrapConsumer, wrapIterator, wrapJetStreamMessage } from './wrap-consumers.ts';
import { wrapBucket } from './wrap-kv.ts';

type Call = (this: object, ...args: unknown[]) => unknown;

const publish = new OperationChannels('nats', 'publish');
const process = new OperationChannels('nats', 'process');

/** Wraps the classes among a module's exports. @returns whether there is one. */
export const wrapNats = createClassWrapper([
  [['publish', 'request', 'subscribe', 'requestMany'], wrapConnection],
  [['publish', 'startBatch'], wrapJetStream],
  [['publish', 'pullSubscribe'], wrapJetStream],
  [['iterate', 'getProcessed', 'push'], wrapIterator],
  [['ack', 'nak', 'term', 'working'], wrapJetStreamMessage],
  [['consume', 'delete', 'info'], wrapConsumer],
  [['put', 'purge', 'watch', 'history'], wrapBucket],
]);

/** Requests publish, and both belong to one operation. They do so before they return. */
let isInside = false;

function wrapConnection(prototype: object): void {
  replaceMethod<Call>(prototype, 'publish', wrapPublish);
  replaceMethod<Call>(prototype, 'request', (original) => wrapRequest(original));
  replaceMethod<Call>(prototype, 'subscribe', wrapSubscribe);
}

function wrapPublish(original: Call): Call {
  return function (...args) {
    const [subject, , options] = args as [unknown, unknown, PublishOptions | undefined];
    if (isInside || !publish.hasSubscribers || !isOwnSubject(this, subject) || isTraced(options)) {
      return original.apply(this, args);
    }
    const operation = new MessageOperation(subject, new OutgoingMessage(this, options, false));
    publish.begin(operation);
    try {
      original.call(this, subject, args[1], operation.target.applyTo(options));
    } catch (error) {
      publish.fail(operation, error);
      throw error;
    }
    publish.end(operation);
    return undefined;
  };
}

function wrapRequest(original: Call): Call {
  return function (...args) {
    const [subject, , options] = args as [unknown, unknown, PublishOptions | undefined];
    if (!publish.hasSubscribers || !isOwnSubject(this, subject) || isTraced(options)) {
      return callInside(original, this, args);
    }
    const operation = new MessageOperation(subject, new OutgoingMessage(this, options, true));
    publish.begin(operation);
    if (operation.target.headers !== undefined) args[2] = operation.target.applyTo(options ?? DEFAULT_REQUEST);
    return publish.finish(operation, () => callInside(original, this, args));
  };
}

/** That of the clients: they take none for options that are given. */
const DEFAULT_REQUEST: PublishOptions & { readonly timeout: number } = { timeout: 1000 };

function callInside(original: Call, self: object, args: unknown[]): unknown {
  const before = isInside;
  isInside = true;
  try {
    return original.apply(self, args);
  } finally {
    isInside = before;
  }
}

function wrapJetStream(prototype: object): void {
  replaceMethod<Call>(prototype, 'publish', (original) => {
    return function (...args) {
      const [subject, , options] = args as [unknown, unknown, PublishOptions | undefined];
      const { nc } = this as { nc?: Connection };
      if (!publish.hasSubscribers || typeof subject !== 'string' || nc === undefined || isTraced(options)) {
        return original.apply(this, args);
      }
      const operation = new MessageOperation(subject, new OutgoingMessage(nc, options, false));
      publish.begin(operation);
      args[2] = operation.target.applyTo(options);
      return publish.finish(operation, () => original.apply(this, args));
    };
  });
}

function wrapSubscribe(original: Call): Call {
  return function (...args) {
    const [subject, options] = args as [unknown, SubscribeOptions | undefined];
    const callback = options?.callback;
    if (!process.hasSubscribers || typeof callback !== 'function' || !isOwnSubject(this, subject)) {
      return original.apply(this, args);
    }
    const source = { connection: this as Connection, subscribed: subject, group: options?.queue, isJetStream: false };
    args[1] = { ...options, callback: traceCallback(callback, source) };
    return original.apply(this, args);
  };
}

function traceCallback(
  callback: NonNullable<SubscribeOptions['callback']>,
  source: Omit<IncomingMessage, 'message'>,
): NonNullable<SubscribeOptions['callback']> {
  const end = isAsyncFunction(callback) ? 'with its promise' : 'when it returns';
  return function (this: unknown, error, message) {
    if (!process.hasSubscribers || message === undefined || (error ?? undefined) !== undefined || isDelivery(message)) {
      return callback.call(this, error, message);
    }
    const operation = new MessageOperation<IncomingMessage>(message.subject, { ...source, message });
    return process.run(operation, () => callback.call(this, error, message), end);
  };
}

/** What JetStream delivers to a subscription of the library's own, which hands it on. */
function isDelivery({ reply }: Message): boolean {
  return reply?.startsWith('$JS.ACK.') === true;
}

/** Answers, and what the clients tell the server: no messages of the application's own. */
function isOwnSubject(connection: Connection, subject: unknown): subject is string {
  if (typeof subject !== 'string' || subject.startsWith('$') || subject.startsWith('_INBOX.')) return false;
  const prefix = connection.options?.inboxPrefix;
  return prefix === undefined || !subject.startsWith(`${prefix}.`);
}

/** An operation around this one has put the context there. */
function isTraced(options: PublishOptions | undefined): boolean {
  return options?.headers instanceof OutgoingHeaders;
}
