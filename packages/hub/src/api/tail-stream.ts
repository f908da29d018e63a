import type { Query } from '@throughline/query-language';
import type { TailListener } from '../tail/tail.ts';
import type { EventStream } from './event-stream.ts';
import type { Span, TailDropped, TailEvent } from './types.ts';

/** Which spans are sent. */
export type TailSelection = Pick<TailListener, 'query' | 'service' | 'run'>;

/** Sends the spans that match, and says how many it had to leave out. */
export class TailStream implements TailListener {
  readonly query: Query;
  readonly service: string | undefined;
  readonly run: string | undefined;
  readonly #events: EventStream;
  #dropped = 0;
  #unexamined = 0;

  constructor({ query, service, run }: TailSelection, events: EventStream) {
    this.query = query;
    this.service = service;
    this.run = run;
    this.#events = events;
    events.onDrain(() => this.#reportDropped());
  }

  onReady(): void {
    this.#send({ event: 'ready', data: {} });
  }

  onSpan(span: Span): void {
    if (this.#events.isFull) {
      this.#dropped++;
      return;
    }
    this.#reportDropped();
    this.#send({ event: 'span', data: span });
  }

  onUnexamined(spans: number): void {
    this.#unexamined += spans;
    if (!this.#events.isFull) this.#reportDropped();
  }

  onEnd(): void {
    this.#reportDropped();
    this.#send({ event: 'end', data: {} });
    this.#events.end();
  }

  #reportDropped(): void {
    if (this.#dropped === 0 && this.#unexamined === 0) return;
    const data: TailDropped = { spans: this.#dropped, unexaminedSpans: this.#unexamined };
    this.#dropped = 0;
    this.#unexamined = 0;
    this.#send({ event: 'dropped', data });
  }

  #send({ event, data }: TailEvent): void {
    this.#events.send(event, data);
  }
}
