// What of amqplib the instrumentation works with, in 0.10 and later, with promises and with callbacks.

/** `Channel`, `ConfirmChannel`. */
export interface Channel {
  /** The class `Connection`, with the socket in it. */
  readonly connection?: { readonly stream?: Socket };
  once?(event: string, listener: (error?: unknown) => void): unknown;
}

export interface Socket {
  readonly _host?: string;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

export interface PublishOptions {
  readonly headers?: Record<string, unknown>;
  readonly messageId?: string;
  readonly correlationId?: string;
}

export interface Message {
  readonly fields: {
    readonly deliveryTag: number;
    readonly redelivered?: boolean;
    readonly exchange: string;
    readonly routingKey: string;
  };
  readonly properties: PublishOptions;
}

/** A message that goes out. */
export class PublishedMessage {
  readonly channel: Channel;
  readonly exchange: string;
  readonly routingKey: string;
  readonly options: PublishOptions | undefined;
  /** What a subscriber adds to the headers. */
  headers: Record<string, unknown> | undefined;

  constructor(channel: Channel, [exchange, routingKey]: readonly string[], options: PublishOptions | undefined) {
    this.channel = channel;
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.options = options;
    this.headers = undefined;
  }

  /** The application's options, which stay as they are, with these headers. */
  applyTo(options: PublishOptions | undefined): PublishOptions | undefined {
    if (this.headers === undefined) return options;
    // The library encodes what is inherited as well.
    const own = options?.headers;
    const headers = Object.assign(Object.create(typeof own === 'object' ? own : null) as object, this.headers);
    return { ...options, headers: headers as Record<string, unknown> };
  }
}

/** A message that has come in. */
export interface ReceivedMessage {
  readonly channel: Channel;
  readonly queue: string;
  readonly message: Message;
}
