import { utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { framed } from '../fixtures/records.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { SealedSegment } from '../journal/segment.ts';
import type { Signal } from '../store/engine.ts';
import { openStore } from '../store/fixtures/open-store.ts';
import { KnownResources } from './known-resources.ts';
import { loadSegment } from './load-segment.ts';
import { readContents } from './read-contents.ts';
import type { SegmentContents } from './read-contents.ts';

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

async function contentsOf(requests: readonly Uint8Array[], arrivedAt = NOON): Promise<SegmentContents> {
  return (await readContents(writeSegment(requests, arrivedAt), 'traces'))!;
}

test.each<[string, readonly string[], Date, boolean]>([
  ['the same', ['a', 'b'], NOON, true],
  ['some of them', ['b', 'b'], NOON, true],
  ['one more', ['a', 'b', 'c'], NOON, false],
  ['after five minutes', ['a'], minutesLater(5), true],
  ['a second later', ['a'], new Date(minutesLater(5).getTime() + 1000), false],
])('stored resources are known: %s', async (_, services, arrivedAt, expected) => {
  const known = new KnownResources();
  expect(known.includes(await contentsOf([spansOf('a')]))).toBe(false);
  known.remember(await contentsOf([spansOf('a'), spansOf('b')]));
  expect(known.includes(await contentsOf(services.map(spansOf), arrivedAt))).toBe(expected);
});

test('the next day they are stored again', async () => {
  const known = new KnownResources();
  const midnight = new Date('2026-11-22T00:00:00Z');
  known.remember(await contentsOf([spansOf('a')], new Date(midnight.getTime() - 1)));
  expect(known.includes(await contentsOf([spansOf('a')], midnight))).toBe(false);
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
