import type { Signal } from '../store/engine.ts';
import type { ApiParts } from './parts.ts';
import type { HubStatus, SignalStatus } from './types.ts';

const STARTED_UNIX_NANO = String(BigInt(Date.now()) * 1_000_000n);

/** What the hub knows about itself. */
export function describeStatus({ ledger, journals, options, tail, addresses }: ApiParts): HubStatus {
  const signals = {} as Record<Signal, SignalStatus>;
  for (const signal of Object.keys(journals) as Signal[])
    signals[signal] = { ...ledger.counts[signal], queuedBytes: journals[signal].queuedBytes };
  return {
    version: '0.1.0',
    startedUnixNano: STARTED_UNIX_NANO,
    addresses: addresses(),
    store: { url: options.store.replace(/\/\/[^@/]*@/, '//'), bytesOnDisk: 0, tables: [] },
    signals,
    services: [],
    tails: tail.listenerCount,
    warnings: [],
  };
}
