import { type Channel, channel } from 'node:diagnostics_channel';

/** One statement, from its start to its end. */
export class QueryMessage {
  /** As the application wrote it: may hold values. */
  readonly sql: string;
  /** Name of the database. */
  readonly namespace: string;
  /** Rows that were returned, where that is known. */
  rows: number | undefined;
  /** What was thrown; undefined for success. */
  error: unknown;
  /** Room for whoever subscribes. */
  state: unknown;

  constructor(sql: string, namespace: string) {
    this.sql = sql;
    this.namespace = namespace;
    this.rows = undefined;
    this.error = undefined;
    this.state = undefined;
  }
}

/** The channels on which we publish the statements of a library that has none of its own. */
export class QueryChannels {
  readonly #start: Channel;
  readonly #end: Channel;

  /** @param library - names the channels: `throughline:<library>.query.start` and `throughline:<library>.query.end`. */
  constructor(library: string) {
    this.#start = channel(`throughline:${library}.query.start`);
    this.#end = channel(`throughline:${library}.query.end`);
  }

  get hasSubscribers(): boolean {
    return this.#start.hasSubscribers;
  }

  /** A statement begins. */
  begin(sql: string, namespace: string): QueryMessage {
    const message = new QueryMessage(sql, namespace);
    this.#start.publish(message);
    return message;
  }

  /** It has come to its end, with what `begin` returned. */
  end(message: QueryMessage): void {
    this.#end.publish(message);
  }

  /** It has failed. */
  fail(message: QueryMessage, error: unknown): void {
    message.error = error ?? new Error('unknown');
    this.#end.publish(message);
  }
}
