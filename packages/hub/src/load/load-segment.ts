// A segment that the engine refuses holds at least one request that it cannot read. Halving finds it: every half that loads
// is stored, and the request that does not is kept aside in `quarantine/`, for `throughline repair`.
//
// A segment is loaded in steps, one INSERT each, and an INSERT that is refused has stored nothing. So halving is done step by
// step: a step that took the whole segment is never repeated for its halves, which the store would not recognise.
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { quarantine } from '../journal/quarantine.ts';
import type { FoundRecord } from '../journal/record.ts';
import { scanRecords } from '../journal/scan-records.ts';
import type { SealedSegment } from '../journal/segment.ts';
import type { Signal } from '../store/engine.ts';
import { isContentRefused } from '../store/refused-content.ts';
import type { Store } from '../store/store.ts';
import type { KnownResources } from './known-resources.ts';
import { readContents } from './read-contents.ts';

export interface LoadTarget {
  readonly signal: Signal;
  readonly store: Pick<Store, 'stepsOf' | 'loadStep'>;
  readonly resources: KnownResources;
  readonly countItems: (request: Uint8Array) => number;
}

/** What could not be stored. */
export interface LoadResult {
  readonly quarantinedItems: number;
  /** Files with one request each, as they were received. */
  readonly quarantinedFiles: readonly string[];
}

/**
 * Makes rows of a segment, exactly once however often it is called.
 *
 * @throws HubError when the store cannot take anything now: a later attempt may succeed.
 */
export async function loadSegment(segment: SealedSegment, target: LoadTarget): Promise<LoadResult> {
  const refused = new Map<number, FoundRecord>();
  const contents = await readContents(segment.path, target.signal);
  const areResourcesKnown = !segment.attempted && contents !== undefined && target.resources.includes(contents);
  const needs = { areResourcesKnown, metricFields: contents?.metricFields };
  for (const step of target.store.stepsOf(target.signal, needs)) {
    const loading = { segment, step, target };
    if (await loads(loading, segment)) continue;
    for (const record of await loadByHalves(loading)) refused.set(record.start, record);
  }
  if (contents !== undefined && !areResourcesKnown && refused.size === 0) target.resources.remember(contents);
  return setAside(segment, [...refused.values()], target);
}

interface Loading {
  readonly segment: SealedSegment;
  readonly step: number;
  readonly target: LoadTarget;
}

/** A file of records, and what its rows are known by. */
type LoadFile = Pick<SealedSegment, 'id' | 'path' | 'attempted'>;

/** @returns whether the file is stored; otherwise there is something in it that the store refuses. */
async function loads({ step, target }: Loading, { id, path, attempted }: LoadFile): Promise<boolean> {
  try {
    await target.store.loadStep({ signal: target.signal, step, path, id, attempted });
    return true;
  } catch (error) {
    if (!isContentRefused(error)) throw error;
    return false;
  }
}

/** @returns the records that are refused. */
async function loadByHalves(loading: Loading): Promise<FoundRecord[]> {
  const bytes = await readFile(loading.segment.path);
  const records = scanRecords(bytes).intact;
  const refused: FoundRecord[] = [];
  const ranges: [number, number][] = [[0, records.length]];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [from, to] = range;
    const middle = (from + to) >> 1;
    // Of the whole it is known already.
    const whole = to - from === records.length;
    if (!whole && (await loadsPart(loading, bytes.subarray(records[from].start, records[to - 1].end), range))) continue;
    if (to - from === 1) refused.push(records[from]);
    else ranges.push([middle, to], [from, middle]);
  }
  return refused;
}

async function loadsPart(loading: Loading, content: Uint8Array, [from, to]: [number, number]): Promise<boolean> {
  const { segment } = loading;
  const path = `${segment.path}.part`;
  const { atime, mtime } = await stat(segment.path);
  await writeFile(path, content);
  await utimes(path, atime, mtime);
  const part = { id: `${segment.id}-${from}-${to}`, path, attempted: segment.attempted };
  return loads(loading, part).finally(() => rm(path, { force: true }));
}

async function setAside(
  segment: SealedSegment,
  refused: readonly FoundRecord[],
  { countItems }: LoadTarget,
): Promise<LoadResult> {
  const quarantinedFiles = [];
  for (const { start, request } of refused)
    quarantinedFiles.push(await quarantine(segment.path, { kind: 'request', start, content: request }));
  return { quarantinedItems: refused.reduce((sum, { request }) => sum + countItems(request), 0), quarantinedFiles };
}
