import type { TextMapGetter } from '@opentelemetry/api';
import { isSuppressed, withSpan } from '../../context/context.ts';
import { Span } from '../../trace/span.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { type Destination, Destinations, PUBLISH } from '../messaging/destination.ts';
import { endSpan, MessagingSpans } from '../messaging/messaging-spans.ts';
import type { MessageOperation } from '../messaging/operation.ts';
import { TEXT_CARRIER } from '../messaging/text-carrier.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import type { ClientDetails, ProcessedMessages, SentMessages } from './message.ts';
import { wrapKafkajs } from './wrap.ts';

type Headers = Readonly<Record<string, unknown>>;

/** Values come as bytes, and several of one name as an array. */
const HEADERS: TextMapGetter<Headers> = {
  get(headers, name) {
    const value = headers[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return Buffer.isBuffer(first) || typeof first === 'string' ? first.toString() : undefined;
  },
  keys: (headers) => Object.keys(headers),
};

const NO_HEADERS: Headers = {};

class KafkaSpans {
  readonly #spans: MessagingSpans;
  readonly #destinations = new WeakMap<ClientDetails, Destinations>();

  constructor(context: InstrumentationContext) {
    this.#spans = new MessagingSpans(context, 'kafkajs');
  }

  startPublish(operation: MessageOperation<SentMessages>): void {
    const { context, destination, target } = operation;
    if (isSuppressed(context)) return;
    const span = this.#spans.start(this.#destinationOf(target.client, destination), PUBLISH, context);
    const headers: Record<string, unknown> = {};
    this.#spans.inject(headers, TEXT_CARRIER, { span, context, host: undefined });
    target.headers = headers;
    operation.context = withSpan(context, span);
    if (!(span instanceof Span)) return;
    operation.state = span;
    if (target.count !== 1) span.setAttribute('messaging.batch.message_count', target.count);
  }

  startProcess(operation: MessageOperation<ProcessedMessages>): void {
    const { client, partition, messages, isBatch } = operation.target;
    const destination = this.#destinationOf(client, operation.destination);
    const senders = messages.map(({ headers }) => this.#spans.extract(headers ?? NO_HEADERS, HEADERS));
    const { span, context } = isBatch
      ? this.#spans.startLinked(destination, senders)
      : this.#spans.startProcess(destination, senders[0]);
    operation.context = context;
    if (!(span instanceof Span)) return;
    operation.state = span;
    span.setAttribute('messaging.destination.partition.id', String(partition));
    if (messages.length > 0) span.setAttribute('kafka.offset', Number(messages[0].offset));
    if (isBatch) span.setAttribute('messaging.batch.message_count', messages.length);
    else if (messages[0].value === null) span.setAttribute('kafka.message.tombstone', true);
  }

  #destinationOf(client: ClientDetails, topic: string): Destination {
    return (this.#destinations.get(client) ?? this.#remember(client)).get(topic);
  }

  #remember(client: ClientDetails): Destinations {
    const more = client.groupId === undefined ? [] : ['messaging.consumer.group.name', client.groupId];
    const destinations = new Destinations((name) => this.#spans.createDestination({ system: 'kafka', name, more }));
    this.#destinations.set(client, destinations);
    return destinations;
  }
}

/** The package is CommonJS, also for those who import it. */
const TARGET: ExportsTarget = {
  name: 'kafkajs',
  file: /[\\/]kafkajs[\\/](?:index|src[\\/]index)\.js$/,
  inside: { id: /^\.\/src$/, from: /[\\/]kafkajs[\\/]index\.js$/ },
  wrap: wrapKafkajs,
};

/** Spans of messages of Kafka. */
export const kafkajs: Instrumentation = {
  name: 'kafkajs',
  enable(context) {
    const spans = new KafkaSpans(context);
    const subscriptions = new Subscriptions()
      .on<MessageOperation<SentMessages>>('throughline:kafkajs.publish.start', (one) => spans.startPublish(one))
      .on<MessageOperation<SentMessages>>('throughline:kafkajs.publish.end', endSpan)
      .on<MessageOperation<ProcessedMessages>>('throughline:kafkajs.process.start', (one) => spans.startProcess(one))
      .on<MessageOperation<ProcessedMessages>>('throughline:kafkajs.process.end', endSpan)
      .add(watchExports(TARGET));
    return () => subscriptions.dispose();
  },
};
