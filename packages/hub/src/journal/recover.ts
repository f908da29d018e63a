// What a process that did not end well has left: whole segments, and perhaps one whose last records are torn. Records are
// checked by their checksum; what is not intact goes to `quarantine/`, never into the store and never to nothing.
import { readdir, readFile, stat, truncate, writeFile, mkdir } from 'node:fs/promises';
import { readRecord } from './record.ts';
import type { SealedSegment } from './segment.ts';

const SUFFIX = '.segment';

/** Finds the segments in a directory, oldest first, and mends what is torn. */
export async function recoverSegments(
  directory: string,
  countItems: (request: Uint8Array) => number,
): Promise<SealedSegment[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(SUFFIX)).toSorted();
  const found = [];
  for (const name of names) found.push(await recoverSegment(directory, name, countItems));
  return found.filter(({ bytes }) => bytes > 0);
}

async function recoverSegment(
  directory: string,
  name: string,
  countItems: (request: Uint8Array) => number,
): Promise<SealedSegment> {
  const path = `${directory}/${name}`;
  const bytes = await readFile(path);
  const intact: [number, number][] = [];
  let items = 0;
  let pos = 0;
  for (let record = readRecord(bytes, pos); record !== undefined; record = readRecord(bytes, pos)) {
    pos = record.end;
    if (!record.intact) continue;
    intact.push([record.start, record.end]);
    items += countItems(record.request);
  }
  const kept = intact.reduce((sum, [start, end]) => sum + end - start, 0);
  if (kept < bytes.length) await mend(directory, name, { bytes, intact });
  return { id: name.slice(0, -SUFFIX.length), path, bytes: (await stat(path)).size, items };
}

interface Damaged {
  readonly bytes: Uint8Array;
  readonly intact: readonly (readonly [number, number])[];
}

/** Leaves the intact records in place, and the file as it was found in quarantine. */
async function mend(directory: string, name: string, { bytes, intact }: Damaged): Promise<void> {
  await mkdir(`${directory}/quarantine`, { recursive: true });
  await writeFile(`${directory}/quarantine/${name}.damaged`, bytes, { flush: true });
  const last = intact.at(-1)?.[1] ?? 0;
  const gapless = intact.every(([start], index) => start === (intact[index - 1]?.[1] ?? 0));
  if (gapless) await truncate(`${directory}/${name}`, last);
  else
    await writeFile(`${directory}/${name}`, Buffer.concat(intact.map(([a, b]) => bytes.subarray(a, b))), {
      flush: true,
    });
}
