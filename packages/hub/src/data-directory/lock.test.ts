import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { lockDirectory } from './lock.ts';

test('a directory is for one hub at a time', () => {
  const directory = temporaryDirectory();
  const lock = lockDirectory(`${directory}/deep/below`);
  expect(() => lockDirectory(`${directory}/deep/below`)).toThrow(
    expect.objectContaining({ code: 'TL_HUB_DIRECTORY_IN_USE' }),
  );
  lock.release();
  lockDirectory(`${directory}/deep/below`).release();
});

test('what cannot be a data directory is not said to be in use', () => {
  const directory = temporaryDirectory();
  const check = (path: string, reason: RegExp): void =>
    expect(() => lockDirectory(path)).toThrow(
      expect.objectContaining({ code: 'TL_HUB_DIRECTORY', message: expect.stringMatching(reason) }),
    );
  writeFileSync(`${directory}/file`, '');
  check(`${directory}/file`, /^cannot use .*\/file as the data directory: EEXIST.*--store chdb:DIRECTORY$/);
  check(`${directory}/file/below`, /ENOTDIR/);
  mkdirSync(`${directory}/other`);
  writeFileSync(`${directory}/other/hub.lock`, 'of another program');
  check(`${directory}/other`, /not a database/);
});
