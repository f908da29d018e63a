import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { encodeMetricsRequest, decodeMetricsRequest } from '@throughline/wire/decode';
import { expect, onTestFinished, test } from 'vitest';
import { countItems } from '../admit/check-request.ts';
import { createPoint, encodeGauge } from '../fixtures/logs-and-metrics.ts';
import { POISON_ATTRIBUTE, poisoned } from '../fixtures/poison.ts';
import { framed } from '../fixtures/records.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { SealedSegment } from '../journal/segment.ts';
import type { Signal } from '../store/engine.ts';
import { Store } from '../store/store.ts';
import { KnownResources } from './known-resources.ts';
import { loadSegment } from './load-segment.ts';
import type { LoadResult } from './load-segment.ts';

const TRACE_ID = '5b8efff798038103d269b633813fc60c';

function spans(name: string, attributes = [] as { key: string; value: boolean }[]): Uint8Array {
  return encodeSpans([createSpan({ traceId: TRACE_ID, spanId: 'b7ad6b7169203331', name, attributes })]);
}

function poisonedSpans(name: string): Uint8Array {
  return poisoned(spans(name, [POISON_ATTRIBUTE]));
}

interface Loading {
  readonly store: Store;
  readonly directory: string;
  load(signal: Signal, requests: readonly Uint8Array[]): Promise<LoadResult>;
  loadAgain(): Promise<LoadResult>;
  names(): Promise<string[]>;
}

async function openLoading(): Promise<Loading> {
  const directory = temporaryDirectory();
  const store = await Store.open(`${directory}/store`);
  onTestFinished(() => store.close());
  let again: () => Promise<LoadResult>;
  return {
    store,
    directory,
    async load(signal, requests) {
      const content = framed(...requests);
      const items = requests.reduce((sum, request) => sum + countItems(signal, request), 0);
      const path = `${directory}/one.segment`;
      const segment: SealedSegment = { id: 'one', path, bytes: content.length, items, attempted: false };
      writeFileSync(path, content);
      const target = {
        signal,
        store,
        resources: new KnownResources(),
        countItems: (request: Uint8Array) => countItems(signal, request),
      };
      again = () => loadSegment({ ...segment, attempted: true }, target);
      return loadSegment(segment, target);
    },
    loadAgain: () => again(),
    async names() {
      const rows = await store.engine.read<{ name: string }>('SELECT name FROM spans ORDER BY name');
      return rows.map(({ name }) => name);
    },
  };
}

test.each([
  ['the only one', [0], 1],
  ['the first', [0], 8],
  ['the last', [7], 8],
  ['two neighbours', [3, 4], 8],
  ['all', [0, 1, 2], 3],
])('requests that the store refuses: %s of them is kept aside, the others are stored once', async (_, bad, count) => {
  const loading = await openLoading();
  const requests = Array.from({ length: count }, (__, index) =>
    bad.includes(index) ? poisonedSpans(`s${index}`) : spans(`s${index}`),
  );
  const expected = requests.map((__, index) => `s${index}`).filter((__, index) => !bad.includes(index));
  const result = await loading.load('traces', requests);
  expect(result.quarantinedItems).toBe(bad.length);
  expect(result.quarantinedFiles.map((path) => readFileSync(path))).toEqual(bad.map((index) => requests[index]));
  expect(await loading.names()).toEqual(expected);
  // A process that was killed before it removed the segment does it all again.
  expect(await loading.loadAgain()).toEqual(result);
  expect(await loading.names()).toEqual(expected);
  expect(readdirSync(loading.directory).toSorted()).toEqual(['one.segment', 'quarantine', 'store']);
});

test('a refused step does not repeat the steps before it', async () => {
  const loading = await openLoading();
  const histogram = (name: string, attributes: { key: string; value: boolean }[]): Uint8Array => {
    const decoded = decodeMetricsRequest(encodeGauge([createPoint()]));
    const [{ scopeMetrics, ...rest }] = decoded.resourceMetrics;
    const [{ metrics, ...scope }] = scopeMetrics;
    const point = { ...createPoint({ attributes }), count: 1n, sum: 1, bucketCounts: [], explicitBounds: [] };
    const data = { dataPoints: [{ ...point, min: undefined, max: undefined }], aggregationTemporality: 2 };
    const both = [metrics[0], { ...metrics[0], name, gauge: undefined, histogram: data }];
    return encodeMetricsRequest({ resourceMetrics: [{ ...rest, scopeMetrics: [{ ...scope, metrics: both }] }] });
  };
  const requests = [histogram('a', []), poisoned(histogram('b', [POISON_ATTRIBUTE])), histogram('c', [])];
  expect(await loading.load('metrics', requests)).toMatchObject({ quarantinedItems: 2 });
  await loading.loadAgain();
  const rows = await loading.store.engine.read<{ kind: string; rows: string }>(
    'SELECT toString(kind) AS kind, count() AS rows FROM metric_points GROUP BY kind ORDER BY kind',
  );
  // The gauge of the request that is kept aside was stored before its histogram was refused.
  expect(rows).toEqual([
    { kind: 'gauge', rows: '3' },
    { kind: 'histogram', rows: '2' },
  ]);
});

test('trouble of the store is not the fault of a request', async () => {
  const loading = await openLoading();
  await loading.store.engine.execute('RENAME TABLE spans TO elsewhere');
  await expect(loading.load('traces', [spans('a'), spans('b')])).rejects.toMatchObject({ code: 'TL_STORE_QUERY' });
  expect(existsSync(`${loading.directory}/quarantine`)).toBe(false);
  await loading.store.engine.execute('RENAME TABLE elsewhere TO spans');
  expect(await loading.loadAgain()).toEqual({ quarantinedItems: 0, quarantinedFiles: [] });
  expect(await loading.names()).toEqual(['a', 'b']);
});
