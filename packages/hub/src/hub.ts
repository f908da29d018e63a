// The whole hub, put together: receivers → ingest → journals → loaders → store ← API.
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateTraceRequest } from '@throughline/wire/decode';
import { Ingest } from './admit/ingest.ts';
import { Journal } from './journal/journal.ts';
import type { FsyncMode } from './journal/journal.ts';
import { Loader } from './load/loader.ts';
import { createHttpReceiver } from './receive/http-receiver.ts';
import type { Signal } from './store/engine.ts';
import { Store } from './store/store.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

export interface HubOptions {
  readonly directory: string;
  readonly host: string;
  readonly otlpHttpPort: number;
  readonly fsync: FsyncMode;
}

export class Hub {
  readonly store: Store;
  readonly otlpHttpUrl: string;
  readonly #server: Server;
  readonly #journals: Readonly<Record<Signal, Journal>>;
  readonly #loaders: readonly Loader[];

  private constructor(parts: { store: Store; server: Server; journals: Record<Signal, Journal>; loaders: Loader[] }) {
    this.store = parts.store;
    this.#server = parts.server;
    this.#journals = parts.journals;
    this.#loaders = parts.loaders;
    this.otlpHttpUrl = `http://127.0.0.1:${(parts.server.address() as AddressInfo).port}`;
  }

  static async start({ directory, host, otlpHttpPort, fsync }: HubOptions): Promise<Hub> {
    mkdirSync(directory, { recursive: true });
    const store = await Store.open(`${directory}/store`);
    const journals = {} as Record<Signal, Journal>;
    for (const signal of SIGNALS) {
      journals[signal] = await Journal.open({
        directory: `${directory}/journal/${signal}`,
        fsync,
        maxSegmentBytes: 32 * 2 ** 20,
        maxBytes: 4 * 2 ** 30,
        countItems: (request) => validateTraceRequest(request).spanCount,
      });
    }
    const loaders = SIGNALS.map((signal) => new Loader(signal, journals[signal], store));
    const server = createHttpReceiver(new Ingest(journals));
    await new Promise<void>((resolve) => server.listen(otlpHttpPort, host, resolve));
    return new Hub({ store, server, journals, loaders });
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
    for (const journal of Object.values(this.#journals)) journal.close();
    for (const loader of this.#loaders) await loader.drained();
    await this.store.close();
  }
}
