import { expect, test } from 'vitest';
import type { SignalStatus } from './types.ts';
import { findWarnings } from './warnings.ts';

const NOTHING: SignalStatus = { received: 0, stored: 0, rejected: 0, queued: 0, queuedBytes: 0 };
const STATUS = {
  version: '0',
  startedUnixNano: '0',
  addresses: { ui: '', otlpHttp: '', otlpGrpc: '' },
  store: { url: 'chdb:data', bytesOnDisk: 0, tables: [] },
  services: [],
  tails: 0,
  attached: 0,
};
const MIB = 2 ** 20;

test.for<[Partial<Record<'traces' | 'logs' | 'metrics', Partial<SignalStatus>>>, string[]]>([
  [{ traces: { received: 2, stored: 2 } }, []],
  [
    { traces: { received: 111_608, rejected: 1 } },
    ['1 of 111,608 spans received since the start was refused; its sender was told why.'],
  ],
  [
    { logs: { received: 9000, rejected: 2000 }, metrics: { received: 3, rejected: 3 } },
    [
      '2,000 of 9,000 log records received since the start were refused; their senders were told why.',
      '3 of 3 data points received since the start were refused; their senders were told why.',
    ],
  ],
  [{ traces: { queuedBytes: 50 * MIB } }, []],
  [
    { traces: { queuedBytes: 51 * MIB } },
    ['51 MiB of spans wait to be stored, and at 100 MiB senders are told to wait: the store does not keep up.'],
  ],
])('%j: %j', ([counts, expected]) => {
  const signals = {
    traces: { ...NOTHING, ...counts.traces },
    logs: { ...NOTHING, ...counts.logs },
    metrics: { ...NOTHING, ...counts.metrics },
  };
  const status = { ...STATUS, signals };
  expect(findWarnings(status, { maxJournalBytes: 100 * MIB, storeError: undefined })).toEqual(expected);
});
