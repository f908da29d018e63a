import { expect, test } from 'vitest';
import { resolveOptions } from './options.ts';
import type { HubOptions } from './options.ts';

function check(given: Partial<HubOptions>, refusal?: string): void {
  if (refusal === undefined) expect(resolveOptions(given)).toMatchObject(given);
  else expect(() => resolveOptions(given)).toThrow(refusal);
}

test.each<[Partial<HubOptions>, string?]>([
  [{ retainTracesDays: 1, retainLogsDays: 36_500, retainMetricsDays: 1 }],
  [{ retainTracesDays: 0 }, 'cannot keep data: got 0 as retainTracesDays, need 1 to 36500 days'],
  [{ retainLogsDays: 36_501 }, 'got 36501 as retainLogsDays'],
  [{ retainMetricsDays: 1.5 }, 'got 1.5 as retainMetricsDays'],
  [{ maxStoreBytes: 2 ** 20 }],
  [{ maxStoreBytes: Number.POSITIVE_INFINITY }],
  [{ maxStoreBytes: 2 ** 20 - 1 }, 'cannot keep data: got 1048575 as maxStoreBytes, need at least 1048576'],
  [{ maxStoreBytes: Number.NaN }, 'got NaN as maxStoreBytes'],
  [{ store: 'chdb:/var/lib/throughline', directory: '/var/lib/throughline' }],
  [{ store: 'clickhouses://ada:secret@host/observed' }],
  [{ uiPort: 1, otlpHttpPort: 0, otlpGrpcPort: 0 }],
  [{ uiPort: 5, otlpHttpPort: 6, otlpGrpcPort: 5 }, 'cannot listen: got ports 5, 6, 5, need a different one each'],
  [{ maxBodyBytes: 1, maxInflatedBytes: 1, maxConnections: 1, maxJournalBytes: 1, maxSegmentBytes: 1 }],
  [{ maxBodyBytes: 0 }, 'cannot use maxBodyBytes: got 0, need at least 1'],
  [{ maxSegmentBytes: Number.NaN }, 'cannot use maxSegmentBytes: got NaN'],
  [{ pageDirectory: '/nowhere' }, 'cannot serve the page: got /nowhere, which has no index.html'],
  [{ store: 'chdb:' }, 'cannot open the store: got chdb:, need chdb:DIRECTORY or clickhouse://'],
  [{ store: 'postgres://ada:secret@host/db' }, 'got postgres://host/db, need'],
])('%j', check);

test('the journal of a server is in the directory of today', () => {
  expect(resolveOptions({ store: 'clickhouse://host/observed' }).directory).toBe('./.throughline');
});
