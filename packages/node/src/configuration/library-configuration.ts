/** Settings of instrumentations other than those of HTTP. */
export interface LibraryConfiguration {
  readonly webSocket: WebSocketConfiguration;
  readonly childProcess: ChildProcessConfiguration;
  readonly net: NetConfiguration;
  readonly redis: RedisConfiguration;
  readonly ssh: SshConfiguration;
  readonly messaging: MessagingConfiguration;
}

export interface WebSocketConfiguration {
  /** A span for each message. Default false. */
  readonly messageSpans: boolean;
  /** How context rides in messages. Undefined leaves them as they are. */
  readonly envelope: WebSocketEnvelope | undefined;
}

/** What a WebSocket carries as one message: text, `Buffer`, `ArrayBuffer`, or a list of buffers. */
export type WebSocketPayload = unknown;

/**
 * How context rides in WebSocket messages. Both sides have to know the form; ours never invents one.
 *
 * @example
 * const envelope = {
 *   inject: (data, carrier) => JSON.stringify({ ...JSON.parse(data), trace: carrier }),
 *   extract: (data) => JSON.parse(data).trace,
 * };
 */
export interface WebSocketEnvelope {
  /** Returns what is sent in the place of `data`. `carrier` has the propagator's fields, as in `traceparent`. */
  inject(data: WebSocketPayload, carrier: Record<string, string>): WebSocketPayload;
  /** Returns the carrier that a received message holds, if it holds one. The application gets the message as it is. */
  extract(data: WebSocketPayload, isBinary: boolean): Record<string, string> | undefined;
}

export interface ChildProcessConfiguration {
  /** Context in the environment of children. Default true. */
  readonly propagate: boolean;
  /** Baggage as well. Default false. */
  readonly baggage: boolean;
  /** A span for each child. Default false. */
  readonly spans: boolean;
}

export interface NetConfiguration {
  /** A span for each outgoing connection. Default false. */
  readonly dialSpans: boolean;
}

/** Queues, subjects, topics: BullMQ, NATS, RabbitMQ, Kafka. */
export interface MessagingConfiguration {
  /**
   * Destinations whose consumers begin traces of their own, linked with the producer, instead of continuing its trace. `*`
   * stands for any characters, `?` for one. Default none.
   */
  readonly linkedDestinations: readonly string[];
}

export interface RedisConfiguration {
  /** Spans also for what BullMQ does in its own connections. Default false. */
  readonly bullmqSpans: boolean;
}

export interface SshConfiguration {
  /** Context in the environment of remote commands and shells. Default false. */
  readonly propagate: boolean;
}
