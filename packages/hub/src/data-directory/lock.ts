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
 * @throws HubError `TL_HUB_DIRECTORY_IN_USE`, naming who has it.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(`${directory}/hub.lock`);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new HubError('TL_HUB_DIRECTORY_IN_USE', `cannot open ${directory}: ${describeHolder(directory)}`, { cause });
  }
  return { release: () => database.close() };
}

function describeHolder(directory: string): string {
  const holder = readHubFile(directory);
  if (holder === undefined) return 'another hub has it open. Stop that one, or name another directory with --store';
  return `the hub with process id ${holder.pid} has it open (${holder.uiUrl}). Use that one, stop it, or name another directory with --store`;
}
