import { findServiceStates } from '../services/find-service-states.ts';
import type { Signal } from '../store/engine.ts';
import type { ApiParts } from './parts.ts';
import type { HubStatus, ServiceStatus, SignalStatus, StoredTable } from './types.ts';
import { findWarnings } from './warnings.ts';

const STARTED_UNIX_NANO = String(BigInt(Date.now()) * 1_000_000n);

/** What the hub knows about itself. Answers without the store too. */
export async function describeStatus(parts: ApiParts): Promise<HubStatus> {
  const { options, addresses, tail, attachments } = parts;
  const { tables, services, storeError } = await askStore(parts);
  const status = {
    version: '0.1.0',
    startedUnixNano: STARTED_UNIX_NANO,
    addresses: addresses(),
    store: {
      url: options.store.replace(/\/\/[^@/]*@/, '//'),
      bytesOnDisk: tables.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, 0),
      tables,
    },
    signals: describeSignals(parts),
    services,
    tails: tail.listenerCount,
    attached: attachments.count,
  };
  const { maxJournalBytes } = options;
  return { ...status, warnings: findWarnings(status, { maxJournalBytes, storeError }) };
}

function describeSignals({ ledger, journals }: ApiParts): HubStatus['signals'] {
  const signals = {} as Record<Signal, SignalStatus>;
  for (const signal of Object.keys(journals) as Signal[])
    signals[signal] = { ...ledger.counts[signal], queuedBytes: journals[signal].queuedBytes };
  return signals;
}

interface StoreAnswer {
  readonly tables: readonly StoredTable[];
  readonly services: readonly ServiceStatus[];
  readonly storeError: string | undefined;
}

async function askStore({ store }: ApiParts): Promise<StoreAnswer> {
  try {
    const [tables, services] = await Promise.all([store.statistics(), findServiceStates(store.engine)]);
    return { tables, services, storeError: undefined };
  } catch (error) {
    return { tables: [], services: [], storeError: (error as Error).message };
  }
}
