// Verifies what a hub that is not running has on the disk, and mends what can be mended: `throughline repair`.
import { existsSync, statSync } from 'node:fs';
import { countItems } from '../admit/check-request.ts';
import { readHubFile, removeHubFile } from '../data-directory/hub-file.ts';
import { lockDirectory } from '../data-directory/lock.ts';
import { HubError } from '../errors.ts';
import { recoverSegments } from '../journal/recover.ts';
import { detachPart, findBrokenParts } from '../store/check-tables.ts';
import type { BrokenPart } from '../store/check-tables.ts';
import type { Signal } from '../store/engine.ts';
import { Store } from '../store/store.ts';
import { inspectJournal } from './inspect-journal.ts';
import type { JournalReport } from './inspect-journal.ts';
import { requeue } from './requeue.ts';

export interface RepairOptions {
  /** Only look. Default false. */
  readonly check?: boolean;
  /**
   * Let the next hub try again to store the spans and log records that were refused. Default false. Metrics are left: some
   * points of a request may be stored already, and would be there twice.
   */
  readonly retry?: boolean;
  /** Told what is being looked at. */
  readonly progress?: (what: string) => void;
}

/** What was found, and what was done about it. */
export interface RepairReport {
  readonly directory: string;
  readonly signals: Readonly<Record<Signal, JournalReport>>;
  readonly brokenParts: readonly BrokenPart[];
  /** Whether a hub that was killed had left `hub.json` behind. */
  readonly staleHubFile: boolean;
  /** What was done, as sentences. Empty with `check`. */
  readonly actions: readonly string[];
}

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/**
 * Verifies and mends the data directory of a hub that is not running. Whatever is taken out of its place is kept aside.
 *
 * @throws HubError `TL_HUB_OPTION` where there is no data; `TL_HUB_DIRECTORY_IN_USE` while a hub has it open.
 */
export async function repairDirectory(directory: string, options: RepairOptions = {}): Promise<RepairReport> {
  if (!existsSync(`${directory}/journal`) || !statSync(directory).isDirectory())
    throw new HubError(
      'TL_HUB_OPTION',
      `cannot repair ${directory}: got a place without a journal, need the data directory of a hub`,
    );
  const lock = lockDirectory(directory);
  try {
    return await repair(directory, options);
  } finally {
    lock.release();
  }
}

async function repair(directory: string, options: RepairOptions): Promise<RepairReport> {
  const actions: string[] = [];
  const signals = {} as Record<Signal, JournalReport>;
  for (const signal of SIGNALS) {
    options.progress?.(`journal of ${signal}`);
    const journal = `${directory}/journal/${signal}`;
    signals[signal] = await inspectJournal(journal, (request) => countItems(signal, request));
    if (options.check !== true)
      actions.push(...(await mendJournal(signal, journal, { ...options, report: signals[signal] })));
  }
  const staleHubFile = readHubFile(directory) !== undefined;
  if (staleHubFile && options.check !== true) {
    removeHubFile(directory);
    actions.push('removed hub.json, which a hub that was killed had left behind');
  }
  const brokenParts = await checkStore(`${directory}/store`, options, actions);
  return { directory, signals, brokenParts, staleHubFile, actions };
}

async function mendJournal(
  signal: Signal,
  journal: string,
  { retry, report }: RepairOptions & { readonly report: JournalReport },
): Promise<string[]> {
  const actions: string[] = [];
  if (report.damage.length > 0)
    await recoverSegments(journal, {
      countItems: (request) => countItems(signal, request),
      report: (message) => actions.push(message),
    });
  if (retry !== true || signal === 'metrics') return actions;
  for (const file of report.quarantined.filter(({ kind }) => kind === 'request')) {
    await requeue(journal, file);
    actions.push(`${file.path} is back in the journal: the next hub tries to store it`);
  }
  return actions;
}

async function checkStore(
  directory: string,
  { check, progress }: RepairOptions,
  actions: string[],
): Promise<BrokenPart[]> {
  if (!existsSync(directory)) return [];
  progress?.('store');
  const store = await Store.open(directory);
  try {
    const broken = await findBrokenParts(store.engine);
    for (const part of check === true ? [] : broken) {
      await detachPart(store.engine, part);
      actions.push(`part ${part.part} of table ${part.table} was taken out of it: ${part.message}`);
    }
    return broken;
  } finally {
    await store.close();
  }
}
