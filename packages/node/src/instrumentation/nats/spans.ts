import type { Context } from '@opentelemetry/api';
import { getSpan, isSuppressed, withSpan } from '../../context/context.ts';
import { Span } from '../../trace/span.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { type Destination, Destinations, PUBLISH, RECEIVE, REQUEST } from '../messaging/destination.ts';
import { type AnySpan, endSpan, MessagingSpans } from '../messaging/messaging-spans.ts';
import type { MessageOperation } from '../messaging/operation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import { NATS_READER } from './incoming-headers.ts';
import { KvSpans } from './kv-spans.ts';
import type { Connection, IncomingMessage, JetStreamMessage, OutgoingMessage } from './message.ts';
import { readNatsAddress } from './nats-address.ts';
import { NATS_WRITER, OutgoingHeaders } from './outgoing-headers.ts';
import { wrapNats } from './wrap.ts';
import { describeReceived } from './wrap-consumers.ts';
import type { BucketCall } from './wrap-kv.ts';

/** Where nobody knows the connection. */
const UNKNOWN: Connection = {};

/** By what was subscribed to, and the queue group. */
interface SubscribedDestinations {
  /** Of messages whose subject is exactly that. */
  readonly fixed: Destinations;
  readonly wildcards: Destinations;
}

class NatsSpans {
  readonly #spans: MessagingSpans;
  readonly #published = new WeakMap<Connection, Destinations>();
  readonly #subscribed = new WeakMap<Connection, SubscribedDestinations>();

  constructor(spans: MessagingSpans) {
    this.#spans = spans;
  }

  startPublish(operation: MessageOperation<OutgoingMessage>): void {
    const { context, target } = operation;
    if (isSuppressed(context)) return;
    // What a bucket stores has a span of its own, and the context in it all the same.
    if (operation.destination.startsWith('$KV.')) return this.#passOn(target, context);
    const destination = this.#destinationOf(target.connection, operation.destination);
    const span = this.#spans.start(destination, target.isRequest ? REQUEST : PUBLISH, context);
    this.#inject(target, span, context);
    operation.context = withSpan(context, span);
    if (span instanceof Span) operation.state = span;
  }

  startProcess(operation: MessageOperation<IncomingMessage>): void {
    const { target } = operation;
    const sender = this.#spans.extract(target.message, NATS_READER);
    const { span, context } = this.#spans.startProcess(this.#subscriptionOf(target), sender);
    operation.context = context;
    if (!(span instanceof Span)) return;
    operation.state = span;
    describeMessage(span, target);
  }

  /** Waiting for a message that does not come is nothing to tell: the span is made once there is one. */
  startReceive(operation: MessageOperation<object>): void {
    if (!isSuppressed(operation.context)) operation.state = performance.now();
  }

  endReceive({ state: startTime, result, target, context }: MessageOperation<object>): void {
    if (typeof startTime !== 'number' || typeof result !== 'object' || result === null) return;
    const received = describeReceived(target, result as JetStreamMessage);
    const sender = getSpan(this.#spans.extract(received.message, NATS_READER));
    const span = this.#spans.start(this.#subscriptionOf(received), RECEIVE, context);
    if (!(span instanceof Span)) return;
    span.startAt(startTime);
    if (sender !== undefined) span.addLink({ context: sender.spanContext() });
    describeMessage(span, received);
    span.end();
  }

  #passOn(target: OutgoingMessage, context: Context): void {
    const span = getSpan(context);
    if (span instanceof Span) this.#inject(target, span, context);
  }

  #inject(target: OutgoingMessage, span: AnySpan, context: Context): void {
    const headers = new OutgoingHeaders(target.options?.headers);
    this.#spans.inject(headers, NATS_WRITER, { span, context, host: this.#hostOf(target.connection) });
    target.headers = headers;
  }

  #hostOf(connection: Connection): string | undefined {
    return readNatsAddress(connection).host;
  }

  #destinationOf(connection: Connection, subject: string): Destination {
    const known = this.#published.get(connection);
    if (known !== undefined) return known.get(subject);
    const address = readNatsAddress(connection);
    const create = (name: string) => this.#spans.createDestination({ system: 'nats', name, ...address });
    const destinations = new Destinations(create);
    this.#published.set(connection, destinations);
    return destinations.get(subject);
  }

  /** What comes by a wildcard may have any subject: the span is named after the wildcard. */
  #subscriptionOf({ connection = UNKNOWN, subscribed, group, message }: IncomingMessage): Destination {
    const { fixed, wildcards } = this.#subscribed.get(connection) ?? this.#rememberSubscribed(connection);
    const key = group === undefined ? subscribed : `${subscribed} ${group}`;
    return (subscribed === message.subject ? fixed : wildcards).get(key);
  }

  #rememberSubscribed(connection: Connection): SubscribedDestinations {
    const address = readNatsAddress(connection);
    const create = (key: string, isFixed: boolean): Destination => {
      const [subscribed, group] = key.split(' ');
      const more = group === undefined ? [] : ['messaging.consumer.group.name', group];
      const names = isFixed ? { name: subscribed } : { name: '', template: subscribed };
      return this.#spans.createDestination({ system: 'nats', ...names, ...address, more });
    };
    const subscribed = {
      fixed: new Destinations((key) => create(key, true)),
      wildcards: new Destinations((key) => create(key, false)),
    };
    this.#subscribed.set(connection, subscribed);
    return subscribed;
  }
}

function describeMessage(span: Span, { message, subscribed, isJetStream }: IncomingMessage): void {
  if (subscribed !== message.subject) span.setAttribute('messaging.destination.name', message.subject);
  if (!isJetStream) return;
  const { stream, consumer, streamSequence, deliveryCount, redeliveryCount } = (message as JetStreamMessage).info;
  span.setAttribute('messaging.message.id', String(streamSequence));
  span.setAttribute('messaging.destination.subscription.name', consumer);
  span.setAttribute('nats.stream', stream);
  const deliveries = deliveryCount ?? redeliveryCount ?? 1;
  if (deliveries > 1) span.setAttribute('nats.delivery.count', deliveries);
}

const CLASS_FILES = '(?:nats|protocol|queued_iterator|jsclient|jsmsg|consumer|pushconsumer|kv)';

/** All of them are CommonJS, also for those who import them. */
const TARGETS: readonly ExportsTarget[] = [
  {
    name: '@nats-io/nats-core',
    file: new RegExp(String.raw`[\\/]@nats-io[\\/](?:nats-core|jetstream|kv)[\\/]lib[\\/]${CLASS_FILES}\.js$`),
    inside: {
      id: new RegExp(String.raw`^\./${CLASS_FILES}$`),
      from: /[\\/]@nats-io[\\/](?:nats-core|jetstream|kv)[\\/]lib[\\/]/,
    },
    wrap: wrapNats,
  },
  {
    name: 'nats',
    file: new RegExp(String.raw`[\\/]nats[\\/]lib[\\/](?:nats-base-client|jetstream)[\\/]${CLASS_FILES}\.js$`),
    inside: {
      id: new RegExp(String.raw`^\.\.?/(?:nats-base-client/|jetstream/)?${CLASS_FILES}$`),
      from: /[\\/]nats[\\/]lib[\\/]/,
    },
    wrap: wrapNats,
  },
];

/** Spans of messages of NATS, JetStream and its buckets. */
export const nats: Instrumentation = {
  name: 'nats',
  enable(context: InstrumentationContext) {
    const messaging = new MessagingSpans(context, 'nats');
    const spans = new NatsSpans(messaging);
    const kv = new KvSpans(context);
    const subscriptions = new Subscriptions()
      .on<MessageOperation<OutgoingMessage>>('throughline:nats.publish.start', (one) => spans.startPublish(one))
      .on<MessageOperation<OutgoingMessage>>('throughline:nats.publish.end', endSpan)
      .on<MessageOperation<IncomingMessage>>('throughline:nats.process.start', (one) => spans.startProcess(one))
      .on<MessageOperation<IncomingMessage>>('throughline:nats.process.end', endSpan)
      .on<MessageOperation<object>>('throughline:nats.receive.start', (one) => spans.startReceive(one))
      .on<MessageOperation<object>>('throughline:nats.receive.end', (one) => spans.endReceive(one))
      .on<MessageOperation<BucketCall>>('throughline:nats.kv.start', (one) => kv.start(one))
      .on<MessageOperation<BucketCall>>('throughline:nats.kv.end', endSpan);
    for (const target of TARGETS) subscriptions.add(watchExports(target));
    return () => subscriptions.dispose();
  },
};
