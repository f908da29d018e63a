// What of kafkajs 1 and 2 the instrumentation works with.

export interface Message {
  readonly value?: unknown;
  readonly headers?: Record<string, unknown>;
}

export interface TopicMessages {
  readonly topic: string;
  readonly messages?: readonly Message[];
}

/** What has been received. */
export interface ConsumedMessage extends Message {
  readonly offset: string;
}

/** Of `eachMessage`. */
export interface EachMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: ConsumedMessage;
}

/** Of `eachBatch`. */
export interface EachBatch {
  readonly batch: {
    readonly topic: string;
    readonly partition: number;
    readonly messages: readonly ConsumedMessage[];
  };
}

/** Who sends and who consumes: as the client was configured. */
export interface ClientDetails {
  readonly groupId?: string;
}

/** Messages that go out. */
export class SentMessages {
  readonly client: ClientDetails;
  readonly count: number;
  /** What a subscriber adds to the headers of each. */
  headers: Record<string, unknown> | undefined;

  constructor(client: ClientDetails, count: number) {
    this.client = client;
    this.count = count;
    this.headers = undefined;
  }

  /** The application's messages, which stay as they are, with these headers. */
  applyTo(messages: readonly Message[] | undefined): readonly Message[] | undefined {
    const added = this.headers;
    if (added === undefined || messages === undefined) return messages;
    return messages.map((message) => ({ ...message, headers: { ...message.headers, ...added } }));
  }
}

/** Messages of one partition that are processed, one or a batch. */
export interface ProcessedMessages {
  readonly client: ClientDetails;
  readonly partition: number;
  readonly messages: readonly ConsumedMessage[];
  readonly isBatch: boolean;
}
