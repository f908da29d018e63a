import type { Contender } from '../contenders/contender.ts';
import type { StartupSample } from '../measures/startup.ts';
import { differencesOf, type Spread, spreadOf } from './statistics.ts';
import { type Column, formatSpread, printTable } from './table.ts';

export interface StartupRow {
  readonly contender: string;
  readonly label: string;
  readonly wallMs: Spread;
  /** Against the baseline of the same round, here and below. */
  readonly wallAboveMs: Spread;
  readonly cpuMs: Spread;
  readonly cpuAboveMs: Spread;
  readonly rssAboveMb: Spread;
  readonly filesLoaded: number;
  /** Of Throughline's own packages: what "off loads nothing" is judged by. */
  readonly ownFiles: readonly string[];
}

/** One row for each contender, the first one being the baseline; `loaded` holds a list of URLs for each. */
export function summarizeStartup(
  contenders: readonly Contender[],
  samples: readonly StartupSample[],
  loaded: readonly (readonly string[])[],
): StartupRow[] {
  const baseline = samplesOf(contenders[0]!, samples);
  return contenders.map((contender, index) =>
    summarize(contender, samplesOf(contender, samples), { baseline, files: loaded[index]! }),
  );
}

interface Comparison {
  readonly baseline: readonly StartupSample[];
  readonly files: readonly string[];
}

function summarize(contender: Contender, own: readonly StartupSample[], { baseline, files }: Comparison): StartupRow {
  const above = (read: (sample: StartupSample) => number): Spread =>
    spreadOf(differencesOf(own.map(read), baseline.map(read)));
  return {
    contender: contender.name,
    label: contender.label,
    wallMs: spreadOf(own.map(({ wallMs }) => wallMs)),
    wallAboveMs: above(({ wallMs }) => wallMs),
    cpuMs: spreadOf(own.map(({ cpuMs }) => cpuMs)),
    cpuAboveMs: above(({ cpuMs }) => cpuMs),
    rssAboveMb: above(({ rssBytes }) => rssBytes / 1e6),
    filesLoaded: files.length,
    ownFiles: files.flatMap((url) => /\/packages\/((?:node|wire)\/dist\/.*)$/.exec(url)?.[1] ?? []),
  };
}

const COLUMNS: readonly Column<StartupRow>[] = [
  { title: 'contender', format: (row) => row.contender },
  { title: 'wall ms', format: (row) => formatSpread(row.wallMs, 1) },
  { title: 'above', format: (row) => row.wallAboveMs.median.toFixed(1) },
  { title: 'CPU ms', format: (row) => formatSpread(row.cpuMs, 1) },
  { title: 'above', format: (row) => row.cpuAboveMs.median.toFixed(1) },
  { title: 'RSS MB above', format: (row) => row.rssAboveMb.median.toFixed(1) },
  { title: 'files loaded', format: (row) => String(row.filesLoaded) },
];

export function printStartup(rows: readonly StartupRow[]): void {
  printTable(COLUMNS, rows);
}

function samplesOf({ name }: Contender, samples: readonly StartupSample[]): StartupSample[] {
  return samples.filter(({ contender }) => contender === name);
}
