import { getSpan, isSuppressed } from '../../context/context.ts';
import { Span } from '../../trace/span.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { type Destination, Destinations, PUBLISH, RECEIVE } from '../messaging/destination.ts';
import { endSpan, MessagingSpans } from '../messaging/messaging-spans.ts';
import type { MessageOperation } from '../messaging/operation.ts';
import { TEXT_CARRIER } from '../messaging/text-carrier.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import type { Channel, Message, PublishedMessage, PublishOptions, ReceivedMessage } from './message.ts';
import { wrapAmqplib } from './wrap.ts';

/** A message without a name of a queue: between the parts of a key. */
const SEPARATOR = '\0';

/** Addresses and destinations of one connection. */
interface Broker {
  readonly host: string | undefined;
  readonly destinations: Destinations;
}

/** Where nobody knows the connection. */
const UNKNOWN = {};

class AmqplibSpans {
  readonly #spans: MessagingSpans;
  readonly #brokers = new WeakMap<object, Broker>();

  constructor(context: InstrumentationContext) {
    this.#spans = new MessagingSpans(context, 'amqplib');
  }

  startPublish(operation: MessageOperation<PublishedMessage>): void {
    const { context, target } = operation;
    if (isSuppressed(context)) return;
    const { channel, exchange, routingKey, options } = target;
    const span = this.#spans.start(this.#destinationOf(channel, [exchange, routingKey]), PUBLISH, context);
    const headers: Record<string, unknown> = {};
    this.#spans.inject(headers, TEXT_CARRIER, { span, context, host: this.#brokerOf(channel).host });
    target.headers = headers;
    if (!(span instanceof Span)) return;
    operation.state = span;
    describeProperties(span, options);
  }

  startProcess(operation: MessageOperation<ReceivedMessage>): void {
    const { channel, queue, message } = operation.target;
    const sender = this.#spans.extract(message.properties.headers ?? {}, TEXT_CARRIER);
    const { span, context } = this.#spans.startProcess(this.#queueOf(channel, queue, message), sender);
    operation.context = context;
    if (!(span instanceof Span)) return;
    operation.state = span;
    describeMessage(span, message);
  }

  /** An empty queue is nothing to tell: the span is made once there is a message. */
  startReceive(operation: MessageOperation): void {
    if (!isSuppressed(operation.context)) operation.state = performance.now();
  }

  endReceive(operation: MessageOperation<Omit<ReceivedMessage, 'message'>>): void {
    const { state: startTime, result, target, context } = operation;
    if (typeof startTime !== 'number' || typeof result !== 'object' || result === null) return;
    const message = result as Message;
    const sender = getSpan(this.#spans.extract(message.properties.headers ?? {}, TEXT_CARRIER));
    const span = this.#spans.start(this.#queueOf(target.channel, target.queue, message), RECEIVE, context);
    if (!(span instanceof Span)) return;
    span.startAt(startTime);
    if (sender !== undefined) span.addLink({ context: sender.spanContext() });
    describeMessage(span, message);
    span.end();
  }

  #queueOf(channel: Channel, queue: string, { fields }: Message): Destination {
    return this.#destinationOf(channel, [fields.exchange, fields.routingKey, queue]);
  }

  #destinationOf(channel: Channel, parts: readonly string[]): Destination {
    return this.#brokerOf(channel).destinations.get(parts.join(SEPARATOR));
  }

  #brokerOf({ connection = UNKNOWN }: Channel): Broker {
    return this.#brokers.get(connection) ?? this.#remember(connection);
  }

  #remember(connection: NonNullable<Channel['connection']>): Broker {
    const { _host, remoteAddress, remotePort } = connection.stream ?? {};
    const host = _host ?? remoteAddress;
    const destinations = new Destinations((key) => {
      const [exchange, routingKey, queue] = key.split(SEPARATOR);
      const more = routingKey === '' ? [] : ['rabbitmq.destination.routing_key', routingKey];
      const name = formatDestination([exchange, routingKey, queue]);
      const details = { system: 'rabbitmq', name, label: queue, host, port: remotePort, more };
      return this.#spans.createDestination(details);
    });
    const broker = { host, destinations };
    this.#brokers.set(connection, broker);
    return broker;
  }
}

/** As the semantic conventions have it: exchange, routing key and queue, without what is empty or said already. */
function formatDestination(parts: readonly (string | undefined)[]): string {
  const said = [...new Set(parts.filter((part) => part !== undefined && part !== ''))];
  return said.length === 0 ? 'amq.default' : said.join(':');
}

function describeMessage(span: Span, { fields, properties }: Message): void {
  span.setAttribute('rabbitmq.message.delivery_tag', fields.deliveryTag);
  if (fields.redelivered === true) span.setAttribute('rabbitmq.message.redelivered', true);
  describeProperties(span, properties);
}

function describeProperties(span: Span, properties: PublishOptions | undefined): void {
  const { messageId, correlationId } = properties ?? {};
  if (messageId !== undefined) span.setAttribute('messaging.message.id', messageId);
  if (correlationId !== undefined) span.setAttribute('messaging.message.conversation_id', correlationId);
}

/** The package is CommonJS, also for those who import it. */
const TARGET: ExportsTarget = {
  name: 'amqplib',
  file: /[\\/]amqplib[\\/]lib[\\/](?:channel_model|callback_model)\.js$/,
  inside: { id: /^\.\/(?:lib\/)?(?:channel_model|callback_model)(?:\.js)?$/, from: /[\\/]amqplib[\\/]/ },
  wrap: wrapAmqplib,
};

/** Spans of messages of RabbitMQ. */
export const amqplib: Instrumentation = {
  name: 'amqplib',
  enable(context) {
    const spans = new AmqplibSpans(context);
    const subscriptions = new Subscriptions()
      .on<MessageOperation<PublishedMessage>>('throughline:amqplib.publish.start', (one) => spans.startPublish(one))
      .on<MessageOperation<PublishedMessage>>('throughline:amqplib.publish.end', endSpan)
      .on<MessageOperation<ReceivedMessage>>('throughline:amqplib.process.start', (one) => spans.startProcess(one))
      .on<MessageOperation<ReceivedMessage>>('throughline:amqplib.process.end', endSpan)
      .on<MessageOperation<ReceivedMessage>>('throughline:amqplib.receive.start', (one) => spans.startReceive(one))
      .on<MessageOperation<ReceivedMessage>>('throughline:amqplib.receive.end', (one) => spans.endReceive(one))
      .add(watchExports(TARGET));
    return () => subscriptions.dispose();
  },
};
