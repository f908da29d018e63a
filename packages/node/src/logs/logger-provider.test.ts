import { encodeResource } from '@throughline/wire';
import { decodeLogsRequest } from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import type { EncodedBatch } from '../export/encoded-batch.ts';
import { LogBatch } from './log-batch.ts';
import { LoggerProvider } from './logger-provider.ts';

const BOUNDS = { countLimit: 2, lengthLimit: 5 };

test.each([
  [[null], { name: '', version: '' }],
  [['n', null, null], { name: 'n', version: '' }],
  [[7, 1, { schemaUrl: null }], { name: '7', version: '1' }],
])('a logger of %j has a scope of texts', (given, scope) => {
  const delivered: EncodedBatch[] = [];
  const batch = new LogBatch({
    maxRecords: 1,
    scheduleDelayMs: 60_000,
    bounds: BOUNDS,
    resource: () => encodeResource([]),
    deliver: (encoded) => delivered.push(encoded),
  });
  const logger = new LoggerProvider(batch, BOUNDS).getLogger(...(given as [string]));
  logger.emit({ body: 'x' });
  batch.close();
  expect(decodeLogsRequest(delivered[0].bytes).resourceLogs[0].scopeLogs[0].scope).toMatchObject(scope);
});
