// What of the NATS clients, `@nats-io/*` 3 and `nats` 2, the instrumentation works with.
import type { OutgoingHeaders } from './outgoing-headers.ts';

/** `MsgHdrs`: fields by name, each with its values. */
export interface Headers extends Iterable<readonly [name: string, values: readonly string[]]> {
  readonly code?: number;
  readonly status?: string;
  get(name: string): string;
}

/** `NatsConnectionImpl`. */
export interface Connection {
  readonly options?: { readonly inboxPrefix?: string };
  getServer?(): string;
}

export interface PublishOptions {
  readonly headers?: Headers | OutgoingHeaders;
  readonly reply?: string;
}

export interface SubscribeOptions {
  readonly callback?: (error: unknown, message: Message | undefined) => unknown;
  readonly queue?: string;
}

/** `MsgImpl`. */
export interface Message {
  readonly subject: string;
  readonly reply?: string;
  readonly headers?: Headers;
  /** Of the subscription. */
  readonly sid?: number;
  /** What has been received: headers, then data. */
  readonly _rdata?: Uint8Array;
  readonly _msg?: { readonly hdr: number };
}

/** `JsMsgImpl`. */
export interface JetStreamMessage extends Message {
  readonly msg?: Message;
  readonly info: {
    readonly stream: string;
    readonly consumer: string;
    readonly deliveryCount?: number;
    readonly redeliveryCount?: number;
    readonly streamSequence: number;
  };
}

/** What goes out, and with which headers. */
export class OutgoingMessage {
  readonly connection: Connection;
  readonly options: PublishOptions | undefined;
  /** Whether the span is about the answer as well. */
  readonly isRequest: boolean;
  /** What a subscriber puts in the place of the headers. */
  headers: OutgoingHeaders | undefined;

  constructor(connection: Connection, options: PublishOptions | undefined, isRequest: boolean) {
    this.connection = connection;
    this.options = options;
    this.isRequest = isRequest;
    this.headers = undefined;
  }

  /** The application's options, which stay as they are, with these headers. */
  applyTo<O extends PublishOptions>(options: O | undefined): O | undefined {
    return this.headers === undefined ? options : ({ ...options, headers: this.headers } as unknown as O);
  }
}

/** What has come in. */
export interface IncomingMessage {
  readonly connection: Connection | undefined;
  readonly message: Message | JetStreamMessage;
  /** What was subscribed to, perhaps with wildcards; of JetStream, what the consumer filters by, or its stream. */
  readonly subscribed: string;
  /** Queue group. */
  readonly group?: string;
  readonly isJetStream: boolean;
}
