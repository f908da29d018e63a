// Queues, subjects, topics and exchanges: the names of the spans of their messages, and the attributes that these have in
// common, encoded once. Names are those of the semantic conventions 1.45.
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import { cleanText } from '../../redaction/clean-text.ts';

/** `SpanKind` of the API. */
export const CLIENT_KIND = 2;
export const PRODUCER_KIND = 3;
export const CONSUMER_KIND = 4;

/** What is done with messages. */
export interface OperationKind {
  /** `messaging.operation.name`, and the first word of the span's name. */
  readonly name: string;
  /** `messaging.operation.type`. */
  readonly type: 'send' | 'receive' | 'process' | 'settle';
  readonly kind: typeof CLIENT_KIND | typeof PRODUCER_KIND | typeof CONSUMER_KIND;
}

export const PUBLISH: OperationKind = { name: 'publish', type: 'send', kind: PRODUCER_KIND };
export const REQUEST: OperationKind = { name: 'request', type: 'send', kind: CLIENT_KIND };
export const RECEIVE: OperationKind = { name: 'receive', type: 'receive', kind: CLIENT_KIND };
export const PROCESS: OperationKind = { name: 'process', type: 'process', kind: CONSUMER_KIND };

/** What is known of a destination. */
export interface DestinationDetails {
  /** `messaging.system.name`. */
  readonly system: string;
  readonly name: string;
  /** The name with what varies left out, as in `jobs.*`. */
  readonly template?: string;
  /** What spans are called after, where that is another name. */
  readonly label?: string;
  /** It exists for one client, or one exchange of messages: no name that a span could be found by. Default false. */
  readonly isTemporary?: boolean;
  /** The broker. Undefined where the library does not tell. */
  readonly host?: string;
  readonly port?: number;
  /** More attributes, `[key, value, …]`. */
  readonly more?: readonly unknown[];
}

/** Name and attributes of all spans of one kind of operation on one destination. */
export class SpanBlock {
  readonly name: string;
  readonly kind: OperationKind['kind'];
  /** `[key, value, …]`. */
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;

  constructor(operation: OperationKind, details: DestinationDetails) {
    this.name = formatName(operation, details);
    this.kind = operation.kind;
    this.list = listAttributes(operation, details);
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, this.list);
  }
}

/** One destination. */
export class Destination {
  readonly details: DestinationDetails;
  /** Whether its consumers begin traces of their own, linked with the producer. */
  readonly isLinked: boolean;
  readonly #blocks = new Map<OperationKind, SpanBlock>();

  constructor(details: DestinationDetails, isLinked: boolean) {
    this.details = details;
    this.isLinked = isLinked;
  }

  block(operation: OperationKind): SpanBlock {
    const known = this.#blocks.get(operation);
    if (known !== undefined) return known;
    const block = new SpanBlock(operation, this.details);
    this.#blocks.set(operation, block);
    return block;
  }
}

/** As many as are remembered of one broker: an application may make up a name for each message. */
const MAX_DESTINATIONS = 1000;

/** The destinations of one broker, by name. */
export class Destinations {
  readonly #create: (name: string) => Destination;
  readonly #known = new Map<string, Destination>();

  constructor(create: (name: string) => Destination) {
    this.#create = create;
  }

  get(name: string): Destination {
    return this.#known.get(name) ?? this.#add(name);
  }

  #add(name: string): Destination {
    if (this.#known.size >= MAX_DESTINATIONS) this.#known.clear();
    const destination = this.#create(name);
    this.#known.set(name, destination);
    return destination;
  }
}

const MAX_VALUE_LENGTH = 1024;

function clean(text: string): string {
  return cleanText(text, MAX_VALUE_LENGTH);
}

function formatName(operation: OperationKind, { name, template, label, isTemporary }: DestinationDetails): string {
  const target = label ?? template ?? (isTemporary === true ? '' : name);
  return target === '' ? operation.name : clean(`${operation.name} ${target}`);
}

function listAttributes(operation: OperationKind, details: DestinationDetails): unknown[] {
  const { system, name, template, isTemporary, host, port, more = [] } = details;
  const list: unknown[] = ['messaging.system.name', system];
  list.push('messaging.operation.name', operation.name, 'messaging.operation.type', operation.type);
  if (name !== '') list.push('messaging.destination.name', clean(name));
  if (template !== undefined) list.push('messaging.destination.template', clean(template));
  if (isTemporary === true) list.push('messaging.destination.temporary', true);
  if (host !== undefined && host !== '') list.push('server.address', clean(host));
  if (port !== undefined) list.push('server.port', port);
  return [...list, ...more];
}
