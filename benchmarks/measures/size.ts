import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Contender } from '../contenders/contender.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { findVersion } from '../report/machine.ts';
import { writeResult } from '../report/result.ts';
import { printTable } from '../report/table.ts';

interface SizeRow {
  readonly contender: string;
  readonly installed: readonly string[];
  readonly packages: number;
  readonly files: number;
  /** The sum of the files' lengths. */
  readonly bytes: number;
  /** What they take up in the file system. */
  readonly diskBytes: number;
}

const CONTENDERS = ['plain', 'ours', 'stock', 'stock-http', 'dd-trace', 'sentry'];

/** What `npm install` of each contender puts into an empty folder. Needs the npm registry. */
export async function measureSize(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders).filter(({ packages }) => packages.length > 0);
  const rows = contenders.map(measureOne);
  printTable(
    [
      { title: 'contender', format: (row) => row.contender },
      { title: 'packages', format: (row) => String(row.packages) },
      { title: 'files', format: (row) => String(row.files) },
      { title: 'MB', format: (row) => (row.bytes / 1e6).toFixed(2) },
      { title: 'MB on disk', format: (row) => (row.diskBytes / 1e6).toFixed(2) },
    ],
    rows,
  );
  writeResult({ measure: 'size', contenders, rows }, options);
}

function measureOne(contender: Contender): SizeRow {
  const folder = mkdtempSync(join(tmpdir(), 'benchmark-size-'));
  try {
    const installed = contender.name === 'ours' ? packOurs(folder) : contender.packages.map(withVersion);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', ...installed], folder);
    const names = installed.map((name) => name.replace(`${folder}/`, ''));
    return { contender: contender.name, installed: names, ...readInstalled(join(folder, 'node_modules')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tarballs that `npm publish` would send. */
function packOurs(folder: string): string[] {
  const sources = ['wire', 'node'].map((name) => fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)));
  for (const source of sources) npm(['pack', '--pack-destination', folder], source);
  return readdirSync(folder).map((name) => join(folder, name));
}

function withVersion(name: string): string {
  return `${name}@${findVersion(name)}`;
}

function readInstalled(modules: string): Pick<SizeRow, 'packages' | 'files' | 'bytes' | 'diskBytes'> {
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object };
  const files = readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.package-lock.json')
    .map((entry) => statSync(join(entry.parentPath, entry.name)));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const diskBytes = files.reduce((sum, { blocks }) => sum + blocks * 512, 0);
  return { packages: Object.keys(lock.packages).length, files: files.length, bytes, diskBytes };
}

function npm(commandArguments: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync('npm', [...commandArguments, '--silent'], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot run npm ${commandArguments[0]}: got ${stderr.trim()}, need success`);
}
