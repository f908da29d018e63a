import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { frameRecord } from '../journal/record.ts';
import { syncDirectory } from '../journal/sync-directory.ts';
import type { QuarantinedFile } from './inspect-journal.ts';

/**
 * Puts a request that the store has refused back into the journal, for the next hub to store. The segment has the name of
 * the file: done twice, because of a crash in between, it is the same segment, and its rows are stored once.
 */
export async function requeue(journalDirectory: string, { path }: QuarantinedFile): Promise<void> {
  const request = await readFile(path);
  const { head, tail } = frameRecord(request);
  const segment = `${journalDirectory}/${basename(path, '.request')}.segment`;
  await writeFile(`${segment}.new`, Buffer.concat([head, request, tail]), { flush: true });
  await rename(`${segment}.new`, segment);
  await syncDirectory(journalDirectory);
  await rm(path);
}
