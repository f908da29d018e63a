// What a process that did not end well has left: whole segments, and perhaps one whose last records are torn. Records are
// checked by their checksum; what is no record goes to `quarantine/`, never into the store and never to nothing.
//
// Whatever happens on the way, doing it again gives the same result: bytes are in quarantine before they leave a segment.
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { quarantine } from './quarantine.ts';
import { scanRecords } from './scan-records.ts';
import type { ScannedRecords } from './scan-records.ts';
import type { SealedSegment } from './segment.ts';

const SUFFIX = '.segment';

export interface RecoverOptions {
  readonly countItems: (request: Uint8Array) => number;
  /** Tells the operator what was damaged. */
  readonly report: (message: string) => void;
}

/** Finds the segments in a directory, oldest first, and mends what is torn. */
export async function recoverSegments(directory: string, options: RecoverOptions): Promise<SealedSegment[]> {
  const segments = [];
  for (const name of (await readdir(directory)).toSorted()) {
    const path = `${directory}/${name}`;
    if (name.endsWith(SUFFIX)) segments.push(await recoverSegment(path, name.slice(0, -SUFFIX.length), options));
    // Half-done work on a segment that is still there.
    else if (name.includes(`${SUFFIX}.`)) await rm(path, { force: true });
  }
  return segments.filter((segment) => segment !== undefined);
}

async function recoverSegment(path: string, id: string, options: RecoverOptions): Promise<SealedSegment | undefined> {
  const bytes = await readFile(path);
  const found = scanRecords(bytes);
  if (found.damaged.length > 0) await mendSegment(path, { bytes, found, report: options.report });
  else if (bytes.length === 0) await rm(path);
  if (found.intact.length === 0) return undefined;
  return {
    id,
    path,
    bytes: found.intact.reduce((sum, { start, end }) => sum + end - start, 0),
    items: found.intact.reduce((sum, { request }) => sum + options.countItems(request), 0),
    attempted: true,
  };
}

interface Damage {
  readonly bytes: Uint8Array;
  readonly found: ScannedRecords;
  readonly report: (message: string) => void;
}

/** Leaves the intact records in the segment, and each range of damaged bytes as a file in quarantine. */
async function mendSegment(path: string, { bytes, found, report }: Damage): Promise<void> {
  for (const { start, end } of found.damaged) {
    const kept = await quarantine(path, { kind: 'damaged', start, content: bytes.subarray(start, end) });
    const what = end === bytes.length ? 'breaks off' : 'is damaged';
    report(`${path} ${what} at byte ${start}: ${end - start} bytes are no request, they are kept as ${kept}`);
  }
  const { atime, mtime } = await stat(path);
  const mended = `${path}.mended`;
  await writeFile(mended, Buffer.concat(found.intact.map(({ start, end }) => bytes.subarray(start, end))), {
    flush: true,
  });
  // The time at which a segment was written is the time at which its requests arrived.
  await utimes(mended, atime, mtime);
  if (found.intact.length > 0) await rename(mended, path);
  else await Promise.all([rm(mended), rm(path)]);
}
