import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { AttributeDifference, FacetList, Heatmap } from '../types.ts';

/** Half an hour ago. */
const BASE = BigInt(Date.now() - 1_800_000) * 1_000_000n;
const at = (seconds: number): bigint => BASE + BigInt(seconds) * 1_000_000_000n;
const RANGE = { start: String(BASE), end: String(at(600)) };
const ERROR = { code: 2, message: 'timeout' };

let hub: TestHub;

/** Fifty spans a minute apart in pairs: those of one host and customer are slow, and some of them fail. */
function createSpans(service: string): Uint8Array {
  const isBad = service === 'slow';
  const spans = Array.from({ length: 25 }, (_, i) => {
    const start = at(i * 20);
    return createSpan({
      traceId: (isBad ? 'a' : 'b').repeat(30) + String(i + 10),
      spanId: '1'.repeat(16),
      name: i % 2 === 0 ? 'read' : 'write',
      startTimeUnixNano: start,
      endTimeUnixNano: start + (isBad ? 2_000_000_000n : 1_000_000n),
      attributes: [
        { key: 'customer', value: isBad ? 'acme' : `customer-${i % 5}` },
        { key: 'cents', value: BigInt(i) },
        { key: 'tags', value: ['one', isBad ? 'two' : 'three'] },
        ...(isBad ? [{ key: 'retry', value: true }] : []),
      ],
      status: isBad && i < 5 ? ERROR : undefined,
    });
  });
  return encodeSpans(spans, service);
}

beforeAll(async () => {
  hub = await TestHub.start();
  await hub.send('traces', createSpans('fast'), createSpans('slow'));
});

afterAll(() => hub.close());

test('a heatmap', async () => {
  const map = await hub.get<Heatmap>('heatmap', { ...RANGE, columns: '10', rows: '20' });
  expect(map).toMatchObject({ spans: 50, sampledShare: 1, columnCount: 10, stepNs: 60e9, startUnixNano: RANGE.start });
  expect(map.cells.reduce((sum, { count }) => sum + count, 0)).toBe(50);
  const rows = [...new Set(map.cells.map(({ row }) => row))];
  expect(rows).toEqual([0, map.durationEdgesNs.length - 2]);
  expect(map.durationEdgesNs[0]).toBeLessThanOrEqual(1e6);
  expect(map.durationEdgesNs[1]).toBeGreaterThan(1e6);
  expect(map.durationEdgesNs.at(-1)).toBeGreaterThan(2e9);
  expect(map.cells.slice(0, 2)).toEqual([
    { column: 0, row: 0, count: 3, errors: 0, traceId: expect.stringMatching(/^b+1[0-2]$/) },
    { column: 0, row: rows[1], count: 3, errors: 3, traceId: expect.stringMatching(/^a+1[0-2]$/) },
  ]);
  expect(map.cells[3]).toMatchObject({ column: 1, errors: 2, traceId: expect.stringMatching(/^a+1[34]$/) });
});

test('a heatmap of a query, of nothing, and within its limits', async () => {
  const slow = await hub.get<Heatmap>('heatmap', { ...RANGE, q: 'serviceName=slow AND status=error' });
  expect(slow).toMatchObject({ spans: 5, columnCount: 60 });
  const descendants = await hub.get<Heatmap>('heatmap', { ...RANGE, q: '{} >> {}' });
  expect(descendants).toMatchObject({ spans: 0, cells: [] });
  const refused: Record<string, string>[] = [
    { columns: '121' },
    { rows: '41' },
    { rows: '1' },
    { q: 'a=' },
    { q: '{} | count()' },
  ];
  for (const parameters of refused) expect(await hub.getRefused('heatmap', parameters)).toMatchObject({ status: 400 });
});

test('facets', async () => {
  const { facets, spans, sampledShare } = await hub.get<FacetList>('facets', {
    ...RANGE,
    keys: 'customer, retry,tags',
  });
  expect({ spans, sampledShare }).toEqual({ spans: 50, sampledShare: 1 });
  const shown = facets.map(({ key, values, otherCount, missingCount }) => [
    key,
    Object.fromEntries(values.map(({ value, count, errors }) => [value, `${count} ${errors}`])),
    otherCount,
    missingCount,
  ]);
  expect(shown).toEqual([
    ['serviceName', { fast: '25 0', slow: '25 5' }, 0, 0],
    ['name', { read: '26 3', write: '24 2' }, 0, 0],
    ['status', { unset: '45 0', error: '5 5' }, 0, 0],
    ['kind', { internal: '50 5' }, 0, 0],
    [
      'customer',
      {
        acme: '25 5',
        'customer-0': '5 0',
        'customer-1': '5 0',
        'customer-2': '5 0',
        'customer-3': '5 0',
        'customer-4': '5 0',
      },
      0,
      0,
    ],
    ['retry', { true: '25 5' }, 0, 25],
    ['tags', { one: '50 5', two: '25 5', three: '25 0' }, 0, 0],
  ]);
  const some = await hub.get<FacetList>('facets', { ...RANGE, q: 'status=error', keys: 'resource.service.name' });
  expect(some.facets[4]).toEqual({
    key: 'resource.service.name',
    values: [{ value: 'slow', count: 5, errors: 5 }],
    otherCount: 0,
    missingCount: 0,
  });
});

test('what there is too much of is counted together', async () => {
  const spans = Array.from({ length: 60 }, (_, i) =>
    createSpan({
      traceId: 'c'.repeat(32),
      spanId: String(i + 10).repeat(8),
      attributes: [{ key: 'many', value: `v${i}` }],
    }),
  );
  await hub.send('traces', encodeSpans(spans, 'many'));
  const { facets } = await hub.get<FacetList>('facets', { q: 'serviceName=many', keys: 'many' });
  expect([facets[4].values.length, facets[4].otherCount]).toEqual([50, 10]);
});

test('what is different', async () => {
  const { selection, baseline, attributes } = await hub.get<AttributeDifference>('attributes/difference', {
    ...RANGE,
    q: 'duration > 1s',
  });
  expect({ selection, baseline }).toEqual({
    selection: { spans: 25, sampledShare: 1 },
    baseline: { spans: 25, sampledShare: 1 },
  });
  expect(
    attributes
      .slice(0, 6)
      .map(({ key, value }) => `${key}=${value}`)
      .toSorted(),
  ).toEqual([
    'customer=acme',
    'resource.service.name=fast',
    'resource.service.name=slow',
    'retry=true',
    'serviceName=fast',
    'serviceName=slow',
  ]);
  expect(attributes.find(({ key }) => key === 'customer')).toEqual({
    key: 'customer',
    value: 'acme',
    selectionCount: 25,
    baselineCount: 0,
    selectionShare: 1,
    baselineShare: 0,
  });
  const shown = attributes.map(({ key, value }) => `${key}=${value}`);
  expect(shown).toContain('statusMessage=timeout');
  expect(shown.filter((text) => /^(cents|name|kind|tags)=/.test(text))).toEqual([]);
});

test('a selection in time, and a baseline that is chosen', async () => {
  const check = async (parameters: Record<string, string>, selected: number, others: number): Promise<void> => {
    const difference = await hub.get<AttributeDifference>('attributes/difference', { ...RANGE, ...parameters });
    expect([difference.selection.spans, difference.baseline.spans]).toEqual([selected, others]);
  };
  await check({ q: 'duration > 1s', selectionEnd: String(at(100)) }, 5, 45);
  await check({ q: 'duration > 1s', selectionStart: String(at(100)), baseline: 'serviceName=fast' }, 20, 25);
  await check({ q: 'status=error', baseline: 'serviceName=slow' }, 5, 20);
  await check({ q: 'status=error', baseline: 'status=error' }, 5, 0);
  await check({ q: 'name=nothing' }, 0, 50);
  await check({ q: '', baseline: '' }, 50, 0);
  expect(await hub.getRefused('attributes/difference', { q: '{a=1} > {b=1}' })).toMatchObject({
    status: 400,
    error: { code: 'TL_REQUEST' },
  });
  expect(await hub.getRefused('facets', { keys: 'duration' })).toMatchObject({
    status: 400,
    error: { code: 'TL_REQUEST' },
  });
});
