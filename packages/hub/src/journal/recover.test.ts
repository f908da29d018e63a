import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { framed, noise } from '../fixtures/records.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { recoverSegments } from './recover.ts';
import type { SealedSegment } from './segment.ts';

const requests = [noise(40, 1), noise(200, 2), noise(60, 3)];
const whole = framed(...requests);

async function recover(directory: string): Promise<{ segments: SealedSegment[]; said: string[] }> {
  const said: string[] = [];
  const segments = await recoverSegments(directory, {
    countItems: ({ length }) => length,
    report: (message) => said.push(message),
  });
  return { segments, said };
}

function quarantined(directory: string): Buffer[] {
  return readdirSync(`${directory}/quarantine`).map((name) => readFileSync(`${directory}/quarantine/${name}`));
}

test('whole segments are left alone, oldest first', async () => {
  const directory = temporaryDirectory();
  for (const name of ['b', 'a', 'c']) writeFileSync(`${directory}/${name}.segment`, whole);
  const { segments, said } = await recover(directory);
  expect(segments).toEqual(
    ['a', 'b', 'c'].map((id) => {
      const path = `${directory}/${id}.segment`;
      return { id, path, bytes: whole.length, items: 300, attempted: true };
    }),
  );
  expect(said).toEqual([]);
  expect(readdirSync(directory)).toEqual(['a.segment', 'b.segment', 'c.segment']);
});

test('damage is kept aside and reported, what is intact stays; the second time there is nothing to do', async () => {
  const directory = temporaryDirectory();
  const path = `${directory}/a.segment`;
  const damaged = Buffer.from(whole);
  damaged[100] ^= 4;
  const tail = framed(noise(90, 4)).subarray(0, -1);
  writeFileSync(path, Buffer.concat([damaged, tail]));
  const then = new Date('2026-01-02T03:04:05Z');
  utimesSync(path, then, then);

  const { segments, said } = await recover(directory);
  const kept = framed(requests[0], requests[2]);
  expect(segments).toEqual([{ id: 'a', path, bytes: kept.length, items: 100, attempted: true }]);
  expect(readFileSync(path).equals(kept)).toBe(true);
  expect(statSync(path).mtime).toEqual(then);
  const second = damaged.subarray(framed(requests[0]).length, framed(requests[0], requests[1]).length);
  const expected = [second, tail].map((bytes) => bytes.toString('hex')).toSorted();
  expect(
    quarantined(directory)
      .map((bytes) => bytes.toString('hex'))
      .toSorted(),
  ).toEqual(expected);
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/a\.segment is damaged at byte 47: 208 bytes are no request, they are kept as .*\.damaged$/);
  expect(said[1]).toMatch(/a\.segment breaks off at byte/);

  expect(await recover(directory)).toEqual({ segments, said: [] });
  expect(quarantined(directory)).toHaveLength(2);
});

test('a process that ended while it mended a segment: the next one ends the work', async () => {
  const directory = temporaryDirectory();
  const torn = whole.subarray(0, -1);
  const reference = temporaryDirectory();
  writeFileSync(`${reference}/a.segment`, torn);
  await recover(reference);
  writeFileSync(`${directory}/a.segment`, torn);
  // Everything but the last step.
  mkdirSync(`${directory}/quarantine`);
  for (const name of readdirSync(`${reference}/quarantine`))
    writeFileSync(`${directory}/quarantine/${name}`, readFileSync(`${reference}/quarantine/${name}`));
  writeFileSync(`${directory}/a.segment.mended`, 'half of it');
  writeFileSync(`${directory}/a.segment.part`, 'half of it');
  await recover(directory);
  expect(readdirSync(directory)).toEqual(['a.segment', 'quarantine']);
  expect(readFileSync(`${directory}/a.segment`).equals(readFileSync(`${reference}/a.segment`))).toBe(true);
  expect(readdirSync(`${directory}/quarantine`)).toEqual(readdirSync(`${reference}/quarantine`));
});

test('segments in which nothing is left are removed', async () => {
  const directory = temporaryDirectory();
  writeFileSync(`${directory}/empty.segment`, '');
  writeFileSync(`${directory}/torn.segment`, whole.subarray(0, 20));
  expect((await recover(directory)).segments).toEqual([]);
  expect(readdirSync(directory)).toEqual(['quarantine']);
  expect(quarantined(directory)).toEqual([whole.subarray(0, 20)]);
});
