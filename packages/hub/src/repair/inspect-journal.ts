import { readdir, readFile, stat } from 'node:fs/promises';
import { quarantineOf } from '../journal/quarantine.ts';
import { scanRecords } from '../journal/scan-records.ts';

/** What a directory of the journal holds, looked at without changing anything. */
export interface JournalReport {
  /** Files of acknowledged requests that wait to be stored. */
  readonly segments: number;
  readonly requests: number;
  /** Spans, log records or data points in them. */
  readonly items: number;
  readonly bytes: number;
  /** Ranges of bytes that are no request: torn by a crash, or changed on the disk. */
  readonly damage: readonly DamagedRange[];
  /** What was set aside earlier. */
  readonly quarantined: readonly QuarantinedFile[];
}

export interface DamagedRange {
  readonly path: string;
  readonly start: number;
  readonly bytes: number;
}

export interface QuarantinedFile {
  readonly path: string;
  /** `damaged`: bytes that are no request. `request`: a request that the store refused. */
  readonly kind: 'damaged' | 'request';
  readonly bytes: number;
}

/** Reads every record of a journal directory and compares it with its checksum. */
export async function inspectJournal(
  directory: string,
  countItems: (request: Uint8Array) => number,
): Promise<JournalReport> {
  const report = { segments: 0, requests: 0, items: 0, bytes: 0, damage: [] as DamagedRange[] };
  for (const path of await listFiles(directory, '.segment')) {
    const bytes = await readFile(path);
    const { intact, damaged } = scanRecords(bytes);
    report.segments++;
    report.requests += intact.length;
    report.bytes += bytes.length;
    for (const { request } of intact) report.items += countItems(request);
    for (const { start, end } of damaged) report.damage.push({ path, start, bytes: end - start });
  }
  return { ...report, quarantined: await listQuarantined(directory) };
}

async function listQuarantined(directory: string): Promise<QuarantinedFile[]> {
  const files: QuarantinedFile[] = [];
  for (const kind of ['damaged', 'request'] as const)
    for (const path of await listFiles(quarantineOf(directory), `.${kind}`))
      files.push({ path, kind, bytes: (await stat(path)).size });
  return files;
}

async function listFiles(directory: string, suffix: string): Promise<string[]> {
  try {
    const names = (await readdir(directory)).toSorted();
    return names.filter((name) => name.endsWith(suffix)).map((name) => `${directory}/${name}`);
  } catch (error) {
    // A hub that never ran, or never had trouble.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
