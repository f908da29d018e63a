// Spans as they arrive, for those who watch. Nothing is decoded while nobody does; what is decoded waits in a bounded queue, so
// that the senders never wait for it.
import { matchesSpan } from '@throughline/query-language';
import type { Query } from '@throughline/query-language';
import { decodeTraceRequest } from '@throughline/wire/decode';
import type { DecodedResourceSpans } from '@throughline/wire/decode';
import type { Span } from '../api/types.ts';
import { HubError } from '../errors.ts';
import { toQuerySpan, toSpan } from './decoded-span.ts';
import type { SentSpan } from './decoded-span.ts';

const MIB = 2 ** 20;
const MAX_LISTENERS = 32;

/** Of requests that wait. */
const MAX_QUEUED_BYTES = 16 * MIB;

/** A longer request would hold up everything else. */
const MAX_REQUEST_BYTES = 2 * MIB;

/** Somebody who watches. */
export interface TailListener {
  /** About single spans: see `findBeyondSpan`. */
  readonly query: Query;
  readonly service: string | undefined;
  /** Only what one `throughline run` sent. */
  readonly run: string | undefined;
  /** A span that matches. */
  onSpan(span: Span): void;
  /** So many spans were not looked at. */
  onUnexamined(spans: number): void;
  /** The hub closes. */
  onEnd(): void;
}

interface QueuedRequest {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

/** Shows listeners the spans that are kept. */
export class Tail {
  readonly #listeners = new Set<TailListener>();
  #queue: QueuedRequest[] = [];
  #queuedBytes = 0;

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /**
   * Adds a listener.
   *
   * @returns what removes it.
   * @throws HubError `TL_TAIL_LIMIT` when there are 32 already.
   */
  listen(listener: TailListener): () => void {
    this.assertRoom();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Checks that there is room for one more listener.
   *
   * @throws HubError `TL_TAIL_LIMIT`.
   */
  assertRoom(): void {
    if (this.#listeners.size < MAX_LISTENERS) return;
    throw new HubError(
      'TL_TAIL_LIMIT',
      `cannot watch the spans that arrive: got ${MAX_LISTENERS} who do already, need one of them to stop`,
    );
  }

  /** A request that was kept. It is looked at later. */
  offer(bytes: Uint8Array, spans: number): void {
    // Fast path: nobody watches.
    if (this.#listeners.size === 0) return;
    if (bytes.length > MAX_REQUEST_BYTES || this.#queuedBytes + bytes.length > MAX_QUEUED_BYTES)
      return this.#skip(spans);
    if (this.#queue.push({ bytes, spans }) === 1) setImmediate(() => this.#showNext());
    this.#queuedBytes += bytes.length;
  }

  /** Tells all listeners that there will be no more. */
  close(): void {
    for (const listener of this.#listeners) listener.onEnd();
    this.#listeners.clear();
    this.#queue = [];
  }

  /** One request at a time: what else the process does comes between. */
  #showNext(): void {
    const request = this.#queue[0];
    if (request === undefined) return;
    this.#show(request);
    this.#queue.shift();
    this.#queuedBytes -= request.bytes.length;
    if (this.#queue.length > 0) setImmediate(() => this.#showNext());
  }

  #show({ bytes, spans }: QueuedRequest): void {
    if (this.#listeners.size === 0) return;
    try {
      for (const resourceSpans of decodeTraceRequest(bytes).resourceSpans)
        for (const sent of spansOf(resourceSpans)) this.#showSpan(sent);
    } catch {
      // It was checked when it was admitted, but not decoded.
      this.#skip(spans);
    }
  }

  #showSpan(sent: SentSpan): void {
    const querySpan = toQuerySpan(sent);
    const matching = [...this.#listeners].filter(
      ({ query, service, run }) =>
        (service === undefined || sent.service === service) &&
        (run === undefined || querySpan.resource['throughline.run.id'] === run) &&
        matchesSpan(query, querySpan),
    );
    if (matching.length === 0) return;
    const span = toSpan(sent);
    for (const listener of matching) listener.onSpan(span);
  }

  #skip(spans: number): void {
    for (const listener of this.#listeners) listener.onUnexamined(spans);
  }
}

function spansOf({ resource, scopeSpans }: DecodedResourceSpans): SentSpan[] {
  const attributes = resource?.attributes ?? [];
  const name = attributes.findLast(({ key }) => key === 'service.name')?.value;
  const service = typeof name === 'string' ? name : '';
  return scopeSpans.flatMap(({ scope, spans }) =>
    spans.map((span) => ({ span, scope, service, resource: attributes })),
  );
}
