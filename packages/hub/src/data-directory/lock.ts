import { mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { HubError } from '../errors.ts';
import { readHubFile } from './hub-file.ts';

/** Holds a data directory for one process. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Locks a data directory. The lock is SQLite's on an empty database: the system's own, so that it ends with the process
 * however that ends, and no stale file can keep the next one out.
 *
 * @throws HubError `TL_HUB_DIRECTORY_IN_USE`, naming who has it; `TL_HUB_DIRECTORY` where it cannot be used at all.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const database = openDatabase(directory);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if ((cause as SqliteError).errcode !== SQLITE_BUSY) throw unusable(directory, cause as Error);
    throw new HubError('TL_HUB_DIRECTORY_IN_USE', `cannot open ${directory}: ${describeHolder(directory)}`, { cause });
  }
  return { release: () => database.close() };
}

interface SqliteError extends Error {
  readonly errcode?: number;
}

const SQLITE_BUSY = 5;

function openDatabase(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true });
    return new DatabaseSync(`${directory}/hub.lock`);
  } catch (cause) {
    throw unusable(directory, cause as Error);
  }
}

function unusable(directory: string, cause: Error): HubError {
  return new HubError(
    'TL_HUB_DIRECTORY',
    `cannot use ${directory} as the data directory: ${cause.message}. Need a directory of its own that can be written to: name one with --store chdb:DIRECTORY`,
    { cause },
  );
}

function describeHolder(directory: string): string {
  const holder = readHubFile(directory);
  if (holder === undefined) return 'another hub has it open. Stop that one, or name another directory with --store';
  return `the hub with process id ${holder.pid} has it open (${holder.uiUrl}). Use that one, stop it, or name another directory with --store`;
}
