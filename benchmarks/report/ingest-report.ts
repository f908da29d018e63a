import type { CpuParts } from '../hub/cpu-parts.ts';
import { type Column, printTable } from './table.ts';

/** One protocol, as fast as it goes. */
export interface IngestRow {
  readonly protocol: string;
  readonly acknowledgedPerSecond: number;
  /** Over the time until all of it was in the store. */
  readonly storedPerSecond: number;
  readonly spans: number;
  readonly refusals: number;
  readonly wireBytesPerSpan: number;
  /** Of the hub: receiving, keeping, loading, merging meanwhile. */
  readonly cpuMicrosPerSpan: number;
  /** The same by part, in microseconds a span. */
  readonly cpuParts: CpuParts;
  readonly rssBytes: number;
}

/** Everything that was measured. */
export interface Ingest {
  readonly rows: readonly IngestRow[];
  readonly paced: { readonly spansPerSecond: number; readonly visibleMs: readonly number[] };
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly bytesOnDisk: number }[];
  readonly idle: { readonly startMs: number; readonly rssBytes: number };
}

const COLUMNS: readonly Column<IngestRow>[] = [
  { title: 'protocol', format: (row) => row.protocol },
  { title: 'acknowledged/s', format: (row) => Math.round(row.acknowledgedPerSecond).toLocaleString('en') },
  { title: 'stored/s', format: (row) => Math.round(row.storedPerSecond).toLocaleString('en') },
  { title: 'spans', format: (row) => row.spans.toLocaleString('en') },
  { title: 'refusals', format: (row) => String(row.refusals) },
  { title: 'wire bytes/span', format: (row) => row.wireBytesPerSpan.toFixed(0) },
  { title: 'CPU µs/span', format: (row) => row.cpuMicrosPerSpan.toFixed(2) },
  { title: 'RSS MB', format: (row) => (row.rssBytes / 1e6).toFixed(0) },
];

const PARTS: readonly Column<IngestRow>[] = [
  { title: 'CPU µs/span', format: (row) => row.protocol },
  { title: 'receive (main thread)', format: ({ cpuParts }) => cpuParts.receive.toFixed(2) },
  { title: 'V8 (garbage)', format: ({ cpuParts }) => cpuParts.collect.toFixed(2) },
  { title: 'journal, planning (libuv)', format: ({ cpuParts }) => cpuParts.keep.toFixed(2) },
  { title: 'load (ClickHouse)', format: ({ cpuParts }) => cpuParts.load.toFixed(2) },
  { title: 'merge', format: ({ cpuParts }) => cpuParts.merge.toFixed(2) },
];

export function printIngest({ rows, paced, tables, idle }: Ingest): void {
  printTable(COLUMNS, rows);
  printTable(PARTS, rows);
  const visible = paced.visibleMs.toSorted((left, right) => left - right);
  const at = (share: number): string => `${(visible[Math.floor(visible.length * share)] ?? Number.NaN).toFixed(0)} ms`;
  console.log(
    `\nvisible after acknowledgement, at ${Math.round(paced.spansPerSecond).toLocaleString('en')} spans/s: p50 ${at(0.5)}, p95 ${at(0.95)}, ${visible.length} traces`,
  );
  const spans = tables.find(({ name }) => name === 'spans')?.rows ?? 0;
  const bytes = tables.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, 0);
  console.log(
    `on the disk: ${(bytes / spans).toFixed(1)} bytes/span, sums included, ${spans.toLocaleString('en')} spans`,
  );
  for (const { name, bytesOnDisk } of tables) console.log(`  ${name}: ${(bytesOnDisk / spans).toFixed(1)}`);
  console.log(`start with them: ${idle.startMs.toFixed(0)} ms; idle RSS: ${(idle.rssBytes / 1e6).toFixed(0)} MB\n`);
}
