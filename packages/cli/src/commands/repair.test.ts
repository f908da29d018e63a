import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { RepairReport } from '@throughline/hub';
import { expect, test } from 'vitest';
import { serve, throughline, workingDirectory } from '../fixtures/throughline.ts';

const directory = workingDirectory();
const LIMIT = { timeout: 120_000 };

test('a journal that breaks off', LIMIT, async () => {
  const journal = `${directory}/broken/journal/traces`;
  mkdirSync(journal, { recursive: true });
  writeFileSync(`${journal}/a.segment`, 'no request at all');
  const looked = await throughline({ directory }, 'repair', '--check', 'broken');
  expect(looked.code).toBe(1);
  expect(looked.stdout).toContain('a.segment: 17 B at byte 0 are no request');
  expect(looked.stdout).toContain('Mend it with: throughline repair broken');

  const mended = await throughline({ directory }, 'repair', '--json', 'broken');
  expect(mended.code).toBe(1);
  expect((JSON.parse(mended.stdout) as RepairReport).actions).toEqual([
    expect.stringContaining('17 bytes are no request'),
  ]);
  expect(readdirSync(`${journal}/quarantine`)).toEqual([expect.stringMatching(/\.damaged$/)]);

  const again = await throughline({ directory }, 'repair', 'broken');
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('set aside earlier, no request');
  expect(again.stdout).toContain('All is whole.');
});

test('a hub that runs, and a place without data', LIMIT, async () => {
  await serve(directory);
  expect(await throughline({ directory }, 'repair')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has it open'),
  });
  expect(await throughline({ directory }, 'repair', 'elsewhere')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('need the data directory of a hub'),
  });
});
