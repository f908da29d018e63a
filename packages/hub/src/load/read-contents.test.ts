import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPoint, encodeGauge } from '../fixtures/logs-and-metrics.ts';
import { createMetric, encodeMetrics, numberPoint } from '../fixtures/metrics.ts';
import { framed } from '../fixtures/records.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { openStore } from '../store/fixtures/open-store.ts';
import { readContents } from './read-contents.ts';

function writeSegment(content: Uint8Array): string {
  const path = `${temporaryDirectory()}/one.segment`;
  writeFileSync(path, content);
  return path;
}

const GAUGE = encodeGauge([createPoint()]);
const SUM = encodeMetrics([
  createMetric({
    name: 'orders',
    sum: { dataPoints: [numberPoint({ start: 1n, time: 2n, value: 1 })], aggregationTemporality: 2, isMonotonic: true },
  }),
]);

test('fields of metrics are those of all requests; only metrics have some', async () => {
  const path = writeSegment(framed(GAUGE, SUM));
  const ofMetrics = await readContents(path, 'metrics');
  expect([5, 7, 9].filter((field) => ofMetrics!.metricFields.has(field))).toEqual([5, 7]);
  expect((await readContents(path, 'logs'))!.metricFields.size).toBe(0);
});

test('what is torn is not told', async () => {
  expect(await readContents(writeSegment(framed(GAUGE).subarray(0, -1)), 'metrics')).toBeUndefined();
});

test('an INSERT for a kind of points is left out when no metric has its field', async () => {
  const store = await openStore();
  const all = store.stepsOf('metrics');
  const { metricFields } = (await readContents(writeSegment(framed(SUM)), 'metrics'))!;
  expect(all).toHaveLength(6);
  expect(store.stepsOf('metrics', { metricFields })).toEqual([all[0], all[2]]);
  expect(store.stepsOf('metrics', { metricFields, areResourcesKnown: true })).toEqual([all[2]]);
  expect(store.stepsOf('logs', { metricFields: new Set() })).toEqual(store.stepsOf('logs'));
});
