import { storage } from '../../context/context-manager.ts';
import { reportBug } from '../guard.ts';
import type { MessageOperation } from '../messaging/operation.ts';
import type { OperationChannels } from '../messaging/operation-channels.ts';
import type { Channel, ReceivedMessage } from './message.ts';

/** What the application says of messages of a channel. */
export interface Settlement {
  /** Of the last message; `Infinity` for all. */
  readonly tag: number;
  /** All before it as well. */
  readonly upTo: boolean;
  readonly disposition: string;
}

interface Entry {
  readonly operation: MessageOperation<ReceivedMessage>;
  /** The consumer has not returned, or its promise is not settled. */
  isBusy: boolean;
}

type Entries = Map<number, Entry>;

/** Messages of which the server waits to hear, by delivery tag. As many as it has sent, and so as the application allows. */
export class Unsettled {
  readonly #channels: OperationChannels;
  readonly #entries = new WeakMap<object, Entries>();

  constructor(channels: OperationChannels) {
    this.#channels = channels;
  }

  /** Runs a consumer. Its message is processed until its promise is settled, if it `isAsync`; otherwise until it is itself. */
  run(operation: MessageOperation<ReceivedMessage>, call: () => unknown, isAsync: boolean): unknown {
    const { channel, message } = operation.target;
    this.#channels.begin(operation);
    if (operation.state === undefined) return storage.run(operation.context, call);
    const entries = this.#entriesOf(channel);
    const entry = { operation, isBusy: true };
    entries.set(message.fields.deliveryTag, entry);
    const result = this.#channels.finish(operation, call, isAsync ? 'with its promise' : 'later');
    if (isAsync) return result;
    entry.isBusy = false;
    if (operation.disposition !== undefined) this.#channels.end(operation);
    return result;
  }

  /** Never throws: the application has said what it had to say. */
  settle(channel: object, settlement: Settlement): void {
    try {
      const entries = this.#entries.get(channel);
      if (entries === undefined) return;
      const { tag, upTo, disposition } = settlement;
      const tags = upTo ? [...entries.keys()].filter((one) => one <= tag) : [tag];
      for (const one of tags) this.#settle(entries, one, disposition);
    } catch (error) {
      reportBug('amqplib', error);
    }
  }

  #entriesOf(channel: Channel): Entries {
    const known = this.#entries.get(channel);
    if (known !== undefined) return known;
    const entries: Entries = new Map();
    this.#entries.set(channel, entries);
    // The server gives the messages to somebody else.
    channel.once?.('close', () => {
      for (const tag of entries.keys()) this.#settle(entries, tag, 'lost');
    });
    return entries;
  }

  #settle(entries: Entries, tag: number, disposition: string): void {
    const entry = entries.get(tag);
    if (entry === undefined) return;
    entries.delete(tag);
    entry.operation.disposition = disposition;
    if (!entry.isBusy) this.#channels.end(entry.operation);
  }
}
