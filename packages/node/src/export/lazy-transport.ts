import type { EncodedBatch } from './encoded-batch.ts';
import type { SendResult, Transport } from './transport.ts';

export interface LazyTransportOptions {
  readonly name: string;
  readonly endpoint: string;
  readonly maxConcurrency?: number;
  /** Imports the transport's module. Called with the first batch. */
  readonly load: () => Promise<Transport>;
}

/** A transport whose code is loaded with the first batch: what is not used is not loaded, and start-up does not wait. */
export class LazyTransport implements Transport {
  readonly name: string;
  readonly endpoint: string;
  readonly maxConcurrency: number | undefined;
  readonly #load: () => Promise<Transport>;
  #loading: Promise<Transport> | undefined;
  #loaded: Transport | undefined;
  #held = false;
  #closed = false;

  constructor({ name, endpoint, maxConcurrency, load }: LazyTransportOptions) {
    this.name = name;
    this.endpoint = endpoint;
    this.maxConcurrency = maxConcurrency;
    this.#load = load;
  }

  get bufferedSpans(): number {
    return this.#loaded?.bufferedSpans ?? 0;
  }

  get writesAtOnce(): boolean {
    return this.#loaded?.writesAtOnce === true;
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    // Fast path: no promise but the transport's own.
    if (this.#loaded !== undefined) return this.#loaded.send(batch);
    this.#loading ??= this.#load();
    const transport = await this.#loading;
    this.#adopt(transport);
    return transport.send(batch);
  }

  hold(keepAlive: boolean): void {
    this.#held = keepAlive;
    this.#loaded?.hold(keepAlive);
  }

  close(): void {
    this.#closed = true;
    this.#loaded?.close();
  }

  #adopt(transport: Transport): void {
    if (this.#loaded !== undefined) return;
    this.#loaded = transport;
    if (this.#held) transport.hold(true);
    if (this.#closed) transport.close();
  }
}
