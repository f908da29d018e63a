import { utimesSync, writeFileSync } from 'node:fs';
import { encodeTraceRequest } from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import { createLogRecord, createPoint, encodeGauge, encodeLogs } from '../fixtures/logs-and-metrics.ts';
import { framed } from '../fixtures/records.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { SealedSegment } from '../journal/segment.ts';
import type { Signal } from '../store/engine.ts';
import { openStore } from '../store/fixtures/open-store.ts';
import { KnownResources } from './known-resources.ts';
import { loadSegment } from './load-segment.ts';
import { readResources } from './read-resources.ts';

const NOON = new Date('2026-11-21T12:00:00Z');
const minutesLater = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);
const SPAN = createSpan({ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'b7ad6b7169203331' });
const spansOf = (service: string): Uint8Array => encodeSpans([SPAN], service);

function writeSegment(requests: readonly Uint8Array[], arrivedAt = NOON): string {
  const path = `${temporaryDirectory()}/one.segment`;
  writeFileSync(path, framed(...requests));
  utimesSync(path, arrivedAt, arrivedAt);
  return path;
}

async function isKnown(known: KnownResources, requests: readonly Uint8Array[], arrivedAt = NOON): Promise<boolean> {
  const found = await known.find(writeSegment(requests, arrivedAt));
  return found !== undefined && known.includes(found);
}

test.each<[string, readonly string[], Date, boolean]>([
  ['the same', ['a', 'b'], NOON, true],
  ['some of them', ['b', 'b'], NOON, true],
  ['one more', ['a', 'b', 'c'], NOON, false],
  ['after five minutes', ['a'], minutesLater(5), true],
  ['a second later', ['a'], new Date(minutesLater(5).getTime() + 1000), false],
])('stored resources are known: %s', async (_, services, arrivedAt, expected) => {
  const known = new KnownResources();
  expect(await isKnown(known, [spansOf('a')])).toBe(false);
  known.remember((await known.find(writeSegment([spansOf('a'), spansOf('b')])))!);
  expect(await isKnown(known, services.map(spansOf), arrivedAt)).toBe(expected);
});

test('the next day they are stored again', async () => {
  const known = new KnownResources();
  const midnight = new Date('2026-11-22T00:00:00Z');
  known.remember((await known.find(writeSegment([spansOf('a')], new Date(midnight.getTime() - 1))))!);
  expect(await isKnown(known, [spansOf('a')], midnight)).toBe(false);
});

test('what cannot be read is not known', async () => {
  const known = new KnownResources();
  const path = writeSegment([spansOf('a')]);
  writeFileSync(path, framed(spansOf('a')).subarray(0, -1));
  expect(await known.find(path)).toBeUndefined();
});

test.each<[string, Uint8Array, readonly string[] | undefined]>([
  ['nothing', new Uint8Array(0), []],
  ['a group without a resource', Buffer.from('0a00', 'hex'), ['']],
  ['two groups', Buffer.from('0a040a0208010a040a020802', 'hex'), ['0801', '0802']],
  ['a resource in two pieces', Buffer.from('0a080a0208010a020802', 'hex'), ['08010802']],
  ['an unknown field', Buffer.from('0a070a0208013a0102', 'hex'), ['0801']],
  ['a number', Buffer.from('0801', 'hex'), undefined],
  ['a number in a group', Buffer.from('0a020801', 'hex'), undefined],
  ['a cut group', Buffer.from('0a05', 'hex'), undefined],
  ['a cut tag', Buffer.from('8a', 'hex'), undefined],
])('resources of %s', (_, request, expected) => {
  const resources = readResources(request)?.map((resource) => Buffer.from(resource).toString('hex'));
  expect(resources).toEqual(expected);
});

test('resources are where they are looked for, in requests of all signals', () => {
  const resource = { attributes: [{ key: 'service.name', value: 'shop' }], droppedAttributesCount: 0 };
  const alone = encodeTraceRequest({ resourceSpans: [{ resource, schemaUrl: '', scopeSpans: [] }] });
  const [expected] = readResources(alone)!;
  expect(expected.length).toBeGreaterThan(10);
  for (const request of [encodeSpans([SPAN]), encodeLogs([createLogRecord()]), encodeGauge([createPoint()])])
    expect(readResources(request)).toEqual([expected]);
});

test('segments with known resources are loaded without storing them again', async () => {
  const store = await openStore();
  const resources = new KnownResources();
  const load = async (id: string, services: readonly string[]): Promise<unknown> => {
    const path = writeSegment(services.map(spansOf), new Date());
    const segment: SealedSegment = { id, path, bytes: 0, items: services.length, attempted: false };
    const signal: Signal = 'traces';
    const before = await insertions();
    await loadSegment(segment, { signal, store, resources, countItems: () => 1 });
    return (await insertions()) - before;
  };
  // Parts that were made, merged since or not.
  const insertions = async (): Promise<number> => {
    const [{ last }] = await store.engine.read<{ last: string }>(
      `SELECT max(max_block_number) AS last FROM system.parts WHERE database = currentDatabase() AND table = 'resources'`,
    );
    return Number(last);
  };
  expect(await load('first', ['a', 'b'])).toBe(1);
  expect(await load('second', ['b', 'a'])).toBe(0);
  expect(await load('third', ['a', 'c'])).toBe(1);
  const rows = await store.engine.read(
    'SELECT service, count() AS spans FROM spans WHERE resource_hash IN (SELECT resource_hash FROM resources) GROUP BY service ORDER BY service',
  );
  expect(rows).toEqual([
    { service: 'a', spans: '3' },
    { service: 'b', spans: '2' },
    { service: 'c', spans: '1' },
  ]);
});
