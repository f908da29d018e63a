import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hasChecksum, readRecord } from '../journal/record.ts';
import type { Signal } from '../store/engine.ts';
import { readMetricFields, readResources } from './read-request.ts';

/** What is in a segment, as far as it decides which INSERTs the segment needs. */
export interface SegmentContents {
  readonly arrivedMs: number;
  /** Each with the day of its arrival. */
  readonly resources: ReadonlySet<string>;
  /** The numbers of the fields of its metrics. */
  readonly metricFields: ReadonlySet<number>;
}

/**
 * Looks into a segment. That costs much less than an INSERT that finds nothing for it to do.
 *
 * @returns `undefined` when it cannot be told.
 */
export async function readContents(path: string, signal: Signal): Promise<SegmentContents | undefined> {
  const { mtimeMs: arrivedMs } = await stat(path);
  const day = new Date(arrivedMs).toISOString().slice(0, 10);
  const contents = { arrivedMs, resources: new Set<string>(), metricFields: new Set<number>() };
  const bytes = await readFile(path);
  for (let start = 0; start < bytes.length;) {
    const record = readRecord(bytes, start);
    if (record === undefined || !hasChecksum(bytes, record)) return undefined;
    const resources = readResources(record.request);
    const metricFields = signal === 'metrics' ? readMetricFields(record.request) : [];
    if (resources === undefined || metricFields === undefined) return undefined;
    for (const resource of resources) contents.resources.add(`${day} ${hash('sha256', resource, 'base64')}`);
    for (const field of metricFields) contents.metricFields.add(field);
    start = record.end;
  }
  return contents;
}
