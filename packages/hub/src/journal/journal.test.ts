import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { framed, noise } from '../fixtures/records.ts';
import { mountSmallDisk } from '../fixtures/small-disk.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { Journal } from './journal.ts';
import type { FsyncMode, JournalOptions } from './journal.ts';
import { MAX_RECORD_BYTES, sizeOfRecord } from './record.ts';
import { scanRecords } from './scan-records.ts';
import type { SealedSegment } from './segment.ts';

async function openJournal(options: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await Journal.open({
    directory: temporaryDirectory(),
    fsync: 'os',
    maxSegmentBytes: 2 ** 20,
    maxBytes: 2 ** 24,
    countItems: () => 1,
    report: () => {},
    ...options,
  });
  onTestFinished(async () => {
    journal.close();
    // Files are closed when they are handed out.
    while ((await journal.take()) !== undefined);
  });
  return journal;
}

function requestsIn({ path }: SealedSegment): string[] {
  return scanRecords(readFileSync(path)).intact.map(({ request }) => Buffer.from(request).toString());
}

/** Takes and removes until the closed journal has nothing left. */
async function drain(journal: Journal): Promise<string[]> {
  const requests = [];
  for (let segment = await journal.take(); segment !== undefined; segment = await journal.take()) {
    requests.push(...requestsIn(segment));
    await journal.remove(segment);
  }
  return requests;
}

const refusal = (code: string): unknown => expect.objectContaining({ name: 'HubError', code });

test.each<FsyncMode>(['always', 'interval', 'os'])(
  'what is appended is taken once, in order (fsync %s)',
  async (fsync) => {
    const journal = await openJournal({ fsync, maxSegmentBytes: 500 });
    const sent = Array.from({ length: 200 }, (_, index) => `request ${index}`);
    await Promise.all(sent.map((text) => journal.append(Buffer.from(text), 1)));
    journal.close();
    expect(await drain(journal)).toEqual(sent);
    expect(journal.queuedBytes).toBe(0);
    expect(await journal.take()).toBeUndefined();
  },
);

test('a request is in the file when its promise is fulfilled, and many share one write', async () => {
  const directory = temporaryDirectory();
  const journal = await openJournal({ directory, fsync: 'always' });
  await Promise.all(['one', 'two', 'three'].map((text) => journal.append(Buffer.from(text), 1)));
  const [name] = readdirSync(directory);
  expect(readFileSync(`${directory}/${name}`)).toEqual(
    framed(...['one', 'two', 'three'].map((text) => Buffer.from(text))),
  );
});

test('a segment is sealed at its size', async () => {
  const record = sizeOfRecord(noise(100));
  const journal = await openJournal({ maxSegmentBytes: 2 * record });
  for (let count = 0; count < 3; count++) await journal.append(noise(100), 10);
  expect(await journal.take()).toMatchObject({ bytes: 2 * record, items: 20 });
  expect(await journal.take()).toMatchObject({ bytes: record, items: 10 });
});

test('whoever waits first is served first, and every one that waits is', async () => {
  const journal = await openJournal({ maxSegmentBytes: 1 });
  const taken = Array.from({ length: 4 }, () => journal.take());
  for (const text of ['a', 'b', 'c']) await journal.append(Buffer.from(text), 1);
  const segments = await Promise.all(taken.slice(0, 3));
  expect(segments.map((segment) => requestsIn(segment!))).toEqual([['a'], ['b'], ['c']]);
  journal.close();
  expect(await taken[3]).toBeUndefined();
});

test('several takers and many senders: everything is taken exactly once', async () => {
  const journal = await openJournal({ maxSegmentBytes: 300, fsync: 'interval' });
  const takers = Array.from({ length: 4 }, () => drain(journal));
  const send = async (sender: number): Promise<void> => {
    for (let index = 0; index < 50; index++) await journal.append(Buffer.from(`${sender}/${index}`), 1);
  };
  await Promise.all(Array.from({ length: 20 }, (_, sender) => send(sender)));
  journal.close();
  const taken = (await Promise.all(takers)).flat();
  expect(taken).toHaveLength(1000);
  expect(new Set(taken).size).toBe(1000);
  expect(journal.queuedBytes).toBe(0);
});

test('closed while a group is written: the group is kept, and handed out', async () => {
  const journal = await openJournal({ fsync: 'interval' });
  const waiting = journal.take();
  const appended = journal.append(Buffer.from('late'), 1);
  journal.close();
  await appended;
  expect(requestsIn((await waiting)!)).toEqual(['late']);
  await expect(journal.append(Buffer.from('too late'), 1)).rejects.toEqual(refusal('TL_JOURNAL_WRITE'));
});

test('what is put back is taken again, after the others', async () => {
  const journal = await openJournal({ maxSegmentBytes: 1 });
  await journal.append(Buffer.from('a'), 1);
  await journal.append(Buffer.from('b'), 1);
  const first = (await journal.take())!;
  journal.putBack(first);
  expect(requestsIn((await journal.take())!)).toEqual(['b']);
  const again = { ...first, attempted: true };
  expect(await journal.take()).toEqual(again);
  journal.close();
  journal.putBack(first);
  expect(await journal.take()).toEqual(again);
  expect(await journal.take()).toBeUndefined();
});

test('the cap: the last byte that fits, and the first that does not', async () => {
  const size = sizeOfRecord(noise(100));
  const journal = await openJournal({ maxBytes: 3 * size });
  // Together, before any of them is written: what is under way counts.
  await Promise.all([1, 2].map(() => journal.append(noise(100), 1)));
  await expect(journal.append(noise(101), 1)).rejects.toEqual(refusal('TL_JOURNAL_FULL'));
  await journal.append(noise(100), 1);
  expect(journal.queuedBytes).toBe(3 * size);
  await expect(journal.append(noise(0), 1)).rejects.toEqual(refusal('TL_JOURNAL_FULL'));
  const segment = (await journal.take())!;
  await expect(journal.append(noise(0), 1)).rejects.toEqual(refusal('TL_JOURNAL_FULL'));
  await journal.remove(segment);
  await journal.append(noise(100), 1);
});

test('a request that never fits is said to be too large', async () => {
  const journal = await openJournal({ maxBytes: 1000 });
  await journal.append(noise(1000 - 8), 1);
  await expect(journal.append(noise(1000 - 7), 1)).rejects.toEqual(refusal('TL_JOURNAL_TOO_LARGE'));
  const large = await openJournal({ maxBytes: 2 ** 40 });
  await expect(large.append(Buffer.alloc(MAX_RECORD_BYTES), 1)).rejects.toEqual(refusal('TL_JOURNAL_TOO_LARGE'));
});

test('what an earlier process left is taken first and counts', async () => {
  const directory = temporaryDirectory();
  const earlier = await openJournal({ directory });
  await earlier.append(Buffer.from('left'), 7);
  const journal = await openJournal({ directory, countItems: () => 7 });
  expect(journal.leftBehindItems).toBe(7);
  expect(journal.queuedBytes).toBe(sizeOfRecord(Buffer.from('left')));
  await journal.append(Buffer.from('new'), 1);
  journal.close();
  expect(await drain(journal)).toEqual(['left', 'new']);
});

test('a directory that is gone: refused, and kept again once it is back', async () => {
  const directory = `${temporaryDirectory()}/journal`;
  const journal = await openJournal({ directory });
  rmSync(directory, { recursive: true });
  writeFileSync(directory, '');
  await expect(journal.append(noise(10), 1)).rejects.toEqual(refusal('TL_JOURNAL_WRITE'));
  expect(journal.queuedBytes).toBe(0);
  rmSync(directory);
  await Journal.open({
    directory,
    fsync: 'os',
    maxSegmentBytes: 1,
    maxBytes: 1,
    countItems: () => 1,
    report: () => {},
  });
  await journal.append(Buffer.from('again'), 1);
  journal.close();
  expect(await drain(journal)).toEqual(['again']);
});

test('a disk that is full: refused, nothing acknowledged is lost, and it goes on when there is space', async (context) => {
  const disk = mountSmallDisk(256 * 1024);
  if ('reason' in disk) return context.skip(disk.reason);
  const ballast = `${disk.directory}/ballast`;
  writeFileSync(ballast, Buffer.alloc(100_000));
  const journal = await openJournal({ directory: `${disk.directory}/journal`, fsync: 'always' });
  const kept: string[] = [];
  const send = (text: string): Promise<void> => journal.append(Buffer.from(text), 1).then(() => void kept.push(text));
  const text = (index: number): string => `${index} ${'x'.repeat(9000)}`;
  let refused = 0;
  for (let index = 0; index < 40; index++)
    await send(text(index)).catch((error: unknown) => {
      expect(error).toEqual(refusal('TL_JOURNAL_WRITE'));
      refused++;
    });
  expect(kept.length).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
  rmSync(ballast);
  for (let index = 100; index < 105; index++) await send(text(index));
  journal.close();
  expect(await drain(journal)).toEqual(kept);
  expect(journal.queuedBytes).toBe(0);
});
