// A segment that the engine refuses holds at least one request that it cannot read. Halving finds it: every half that loads
// is stored, and the one request that does not is kept aside in `quarantine/`, for `throughline repair`.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { HubError } from '../errors.ts';
import { readRecord } from '../journal/record.ts';
import type { FoundRecord } from '../journal/record.ts';
import type { SealedSegment } from '../journal/segment.ts';
import type { Signal } from '../store/engine.ts';
import type { Store } from '../store/store.ts';

export interface LoadTarget {
  readonly signal: Signal;
  readonly store: Pick<Store, 'load'>;
  readonly countItems: (request: Uint8Array) => number;
}

/** What could not be stored. */
export interface LoadResult {
  readonly quarantinedItems: number;
  /** Files with one request each, as they were received. */
  readonly quarantinedFiles: readonly string[];
}

const EVERYTHING: LoadResult = { quarantinedItems: 0, quarantinedFiles: [] };

/**
 * Makes rows of a segment, exactly once however often it is called.
 *
 * @throws HubError when the store cannot take anything now: a later attempt may succeed.
 */
export async function loadSegment(segment: SealedSegment, target: LoadTarget): Promise<LoadResult> {
  try {
    await target.store.load(target.signal, segment.path, segment.id);
    return EVERYTHING;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return loadByHalves(segment, target);
  }
}

/** Whether the store refused what it was given; anything else is the store's own trouble and passes. */
function isRefusal(error: unknown): boolean {
  return error instanceof HubError && error.code === 'TL_STORE_QUERY';
}

async function loadByHalves(segment: SealedSegment, target: LoadTarget): Promise<LoadResult> {
  const bytes = await readFile(segment.path);
  const records = [...readRecords(bytes)];
  const refused: FoundRecord[] = [];
  const ranges: [number, number][] = [[0, records.length]];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [from, to] = range;
    if (await loads(segment, { bytes, records, from, to }, target)) continue;
    const middle = (from + to) >> 1;
    if (to - from === 1) refused.push(records[from]);
    else ranges.push([middle, to], [from, middle]);
  }
  return quarantine(segment, refused, target);
}

function* readRecords(bytes: Uint8Array): Generator<FoundRecord> {
  for (let record = readRecord(bytes, 0); record !== undefined; record = readRecord(bytes, record.end)) yield record;
}

interface Range {
  readonly bytes: Uint8Array;
  readonly records: readonly FoundRecord[];
  readonly from: number;
  readonly to: number;
}

async function loads(
  segment: SealedSegment,
  { bytes, records, from, to }: Range,
  target: LoadTarget,
): Promise<boolean> {
  const path = `${segment.path}.part`;
  await writeFile(path, bytes.subarray(records[from].start, records[to - 1].end));
  try {
    await target.store.load(target.signal, path, `${segment.id}-${from}-${to}`);
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  } finally {
    await rm(path, { force: true });
  }
}

async function quarantine(
  segment: SealedSegment,
  refused: readonly FoundRecord[],
  target: LoadTarget,
): Promise<LoadResult> {
  const directory = `${dirname(segment.path)}/quarantine`;
  await mkdir(directory, { recursive: true });
  const files = refused.map(({ start }) => `${directory}/${basename(segment.path, '.segment')}-${start}.request`);
  for (const [index, { request }] of refused.entries()) await writeFile(files[index], request, { flush: true });
  return {
    quarantinedItems: refused.reduce((sum, { request }) => sum + target.countItems(request), 0),
    quarantinedFiles: files,
  };
}
