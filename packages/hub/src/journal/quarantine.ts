import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncDirectory } from './sync-directory.ts';

/** Part of a segment that cannot become rows. */
export interface Quarantined {
  /** `damaged`: bytes that are no request. `request`: a request that the store refused. */
  readonly kind: 'damaged' | 'request';
  /** Where in the segment it was. */
  readonly start: number;
  readonly content: Uint8Array;
}

/** The directory of what was taken out of the segments in another. */
export function quarantineOf(journalDirectory: string): string {
  return `${journalDirectory}/quarantine`;
}

/**
 * Keeps a part of a segment aside, safe. The same part a second time is the same file.
 *
 * @returns the path of the file: the content as it is, for `throughline repair`.
 */
export async function quarantine(segmentPath: string, { kind, start, content }: Quarantined): Promise<string> {
  const directory = quarantineOf(dirname(segmentPath));
  const checksum = crc32(content).toString(16).padStart(8, '0');
  const path = `${directory}/${basename(segmentPath, '.segment')}-${start}-${checksum}.${kind}`;
  await mkdir(directory, { recursive: true });
  await writeFile(`${path}.new`, content, { flush: true });
  await rename(`${path}.new`, path);
  await syncDirectory(directory);
  return path;
}
