// The whole hub, put together: receivers → ingest → journals → loaders → store ← API.
import { countItems } from './admit/check-request.ts';
import { Ingest } from './admit/ingest.ts';
import { Ledger } from './admit/ledger.ts';
import { Attachments } from './api/attachments.ts';
import { createApi } from './api/server.ts';
import type { Api } from './api/server.ts';
import { resolveOptions } from './configuration/options.ts';
import type { HubOptions } from './configuration/options.ts';
import { removeHubFile, writeHubFile } from './data-directory/hub-file.ts';
import { lockDirectory } from './data-directory/lock.ts';
import type { DirectoryLock } from './data-directory/lock.ts';
import { Journal } from './journal/journal.ts';
import { KnownResources } from './load/known-resources.ts';
import { Loader } from './load/loader.ts';
import { GrpcReceiver } from './receive/grpc-receiver.ts';
import { HttpReceiver } from './receive/http-receiver.ts';
import { report } from './report.ts';
import type { Signal } from './store/engine.ts';
import { Retention } from './store/retention/retention.ts';
import { Store } from './store/store.ts';
import { Tail } from './tail/tail.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** Where a hub can be reached. */
export interface HubAddresses {
  readonly ui: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
}

interface HubParts {
  readonly options: HubOptions;
  readonly lock: DirectoryLock;
  readonly store: Store;
  readonly journals: Readonly<Record<Signal, Journal>>;
  readonly ledger: Ledger;
}

/** A running hub. */
export class Hub {
  readonly #parts: HubParts;
  readonly #loaders: readonly Loader[];
  readonly #retention: Retention;
  readonly #http: HttpReceiver;
  readonly #grpc: GrpcReceiver;
  readonly #api: Api;
  readonly #attachments = new Attachments();
  #addresses: HubAddresses | undefined;

  private constructor(parts: HubParts) {
    const { store, journals, ledger, options } = parts;
    this.#parts = parts;
    this.#loaders = SIGNALS.map((signal) => createLoader(signal, parts));
    this.#retention = createRetention(parts);
    const tail = new Tail();
    const ingest = new Ingest({ journals, ledger, limits: options.limits, tail });
    this.#http = new HttpReceiver(ingest, options, () => this.addresses.otlpGrpc);
    this.#grpc = new GrpcReceiver(ingest, options, () => this.addresses.otlpHttp);
    const attachments = this.#attachments;
    this.#api = createApi({ store, ledger, journals, options, tail, attachments, addresses: () => this.addresses });
  }

  /**
   * Opens the data directory and listens on three ports.
   *
   * @throws HubError `TL_HUB_OPTION`, `TL_HUB_DIRECTORY`, `TL_HUB_DIRECTORY_IN_USE`, `TL_HUB_ADDRESS_IN_USE`,
   *   `TL_STORE_NEWER`, `TL_STORE_UNAVAILABLE`.
   */
  static async start(given: Partial<HubOptions> = {}): Promise<Hub> {
    const options = resolveOptions(given);
    const lock = lockDirectory(options.directory);
    const parts = await openParts(options, lock).catch((error: unknown) => {
      lock.release();
      throw error;
    });
    const hub = new Hub(parts);
    try {
      await hub.#listen();
      return hub;
    } catch (error) {
      await hub.close();
      throw error;
    }
  }

  /** Where it listens. */
  get addresses(): HubAddresses {
    return this.#addresses ?? { ui: '', otlpHttp: '', otlpGrpc: '' };
  }

  /** Calls back when the last of those has left who said that they use this hub (`GET /api/v1/attach`). */
  onUnused(listener: () => void): void {
    this.#attachments.onUnused(listener);
  }

  async #listen(): Promise<void> {
    const { host, directory } = this.#parts.options;
    const at = (port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#addresses = {
      ui: at(await this.#api.listen()),
      otlpHttp: at(await this.#http.listen()),
      otlpGrpc: at(await this.#grpc.listen()),
    };
    const { ui: uiUrl, otlpHttp: otlpHttpUrl, otlpGrpc: otlpGrpcUrl } = this.#addresses;
    writeHubFile(directory, { pid: process.pid, uiUrl, otlpHttpUrl, otlpGrpcUrl });
  }

  /** Takes no more, stores what was acknowledged, and closes. What cannot be stored now waits in the journal. */
  async close(): Promise<void> {
    const { journals, store, lock, options } = this.#parts;
    removeHubFile(options.directory);
    await Promise.all([this.#http.close(), this.#grpc.close()]);
    for (const journal of Object.values(journals)) journal.close();
    for (const loader of this.#loaders) await loader.drained();
    await this.#api.close();
    await this.#retention.close();
    await store.close();
    lock.release();
  }
}

async function openParts(options: HubOptions, lock: DirectoryLock): Promise<HubParts> {
  const store = await openStore(options);
  const ledger = new Ledger();
  const journals = {} as Record<Signal, Journal>;
  for (const signal of SIGNALS) {
    journals[signal] = await openJournal(signal, options);
    ledger.receive(signal, journals[signal].leftBehindItems, 0);
  }
  return { options, lock, store, ledger, journals };
}

function openStore({ store, directory, fsync }: HubOptions): Promise<Store> {
  return store.startsWith('chdb:') ? Store.open(`${directory}/store`, fsync !== 'os') : Store.connect(store);
}

function createLoader(signal: Signal, { journals, store, ledger }: HubParts): Loader {
  const count = (request: Uint8Array): number => countItems(signal, request);
  const resources = new KnownResources();
  return new Loader({ signal, journal: journals[signal], store, resources, ledger, countItems: count, report });
}

function createRetention({ store, options }: HubParts): Retention {
  const { retainTracesDays, retainLogsDays, retainMetricsDays, maxStoreBytes } = options;
  const limits = {
    tracesDays: retainTracesDays,
    logsDays: retainLogsDays,
    metricsDays: retainMetricsDays,
    maxBytes: maxStoreBytes,
  };
  return new Retention({ store, limits, report });
}

function openJournal(signal: Signal, options: HubOptions): Promise<Journal> {
  return Journal.open({
    directory: `${options.directory}/journal/${signal}`,
    fsync: options.fsync,
    maxSegmentBytes: options.maxSegmentBytes,
    maxBytes: options.maxJournalBytes,
    countItems: (request) => countItems(signal, request),
    report,
  });
}
