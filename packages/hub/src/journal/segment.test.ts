import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { framed, noise } from '../fixtures/records.ts';
import { mountSmallDisk } from '../fixtures/small-disk.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { OpenSegment, removeSegment } from './segment.ts';

const options = { id: 'one', sync: true, maxBytes: 1000 };

test('groups are written one after the other, and counted', async () => {
  const segment = await OpenSegment.create(temporaryDirectory(), options);
  await segment.append([noise(100, 1), noise(200, 2)], 5);
  await segment.append([noise(300, 3)], 7);
  const content = framed(noise(100, 1), noise(200, 2), noise(300, 3));
  const sealed = (await segment.seal())!;
  expect(sealed).toEqual({ id: 'one', path: segment.path, bytes: content.length, items: 12, attempted: false });
  expect(readFileSync(sealed.path).equals(content)).toBe(true);
  await removeSegment(sealed);
  expect(existsSync(sealed.path)).toBe(false);
  await removeSegment(sealed);
});

test('it is full from the limit on', async () => {
  const { length } = framed(noise(100));
  for (const [maxBytes, isFull] of [
    [length + 1, false],
    [length, true],
  ] as const) {
    const segment = await OpenSegment.create(temporaryDirectory(), { ...options, maxBytes });
    await segment.append([noise(100)], 1);
    expect(segment.isFull).toBe(isFull);
    await segment.seal();
  }
});

test('one in which nothing was written is gone when it is sealed', async () => {
  const segment = await OpenSegment.create(temporaryDirectory(), options);
  expect(await segment.seal()).toBeUndefined();
  expect(existsSync(segment.path)).toBe(false);
});

test('a file that is there is not written over', async () => {
  const directory = temporaryDirectory();
  writeFileSync(`${directory}/one.segment`, 'precious');
  await expect(OpenSegment.create(directory, options)).rejects.toMatchObject({
    code: 'TL_JOURNAL_WRITE',
    message: expect.stringMatching(/^cannot create .*one\.segment: EEXIST/),
  });
});

test('a group that does not fit the disk leaves nothing behind, and what comes next stands where it would have', async (context) => {
  const disk = mountSmallDisk(64 * 1024);
  if ('reason' in disk) return context.skip(disk.reason);
  const segment = await OpenSegment.create(disk.directory, options);
  await segment.append([noise(5000, 1)], 1);
  await expect(segment.append([noise(30_000, 2), noise(40_000, 3)], 2)).rejects.toMatchObject({
    code: 'TL_JOURNAL_WRITE',
  });
  expect(segment.isFull).toBe(true);
  expect(statSync(segment.path).size).toBeGreaterThan(5100);
  await segment.append([noise(3000, 4)], 1);
  const content = framed(noise(5000, 1), noise(3000, 4));
  expect(await segment.seal()).toMatchObject({ bytes: content.length, items: 2 });
  expect(readFileSync(segment.path).equals(content)).toBe(true);
});

test('what a refused group left is cut off when the file is sealed', async (context) => {
  const disk = mountSmallDisk(64 * 1024);
  if ('reason' in disk) return context.skip(disk.reason);
  const segment = await OpenSegment.create(disk.directory, options);
  await segment.append([noise(5000, 1)], 1);
  await expect(segment.append([noise(70_000, 2)], 1)).rejects.toThrow('cannot write');
  await segment.seal();
  expect(readFileSync(segment.path).equals(framed(noise(5000, 1)))).toBe(true);
});
