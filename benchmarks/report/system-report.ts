import type { Contender } from '../contenders/contender.ts';
import { OPERATIONS } from '../load/bmc-user.ts';
import type { SystemSample } from '../measures/bmc.ts';
import { ratiosOf, type Spread, spreadOf } from './statistics.ts';
import { type Column, formatSpread, printTable } from './table.ts';

export interface SystemRow {
  readonly contender: string;
  readonly figure: string;
  readonly value: Spread;
  readonly ratio: Spread;
}

type Figure = readonly [name: string, of: (sample: SystemSample) => number];

const FIGURES: readonly Figure[] = [
  ...OPERATIONS.flatMap((name): Figure[] => [
    [`${name} p50, ms`, ({ latenciesMs }) => quantile(latenciesMs[name]!, 0.5)],
    [`${name} p95, ms`, ({ latenciesMs }) => quantile(latenciesMs[name]!, 0.95)],
  ]),
  ['CPU ms, one of each', ({ cpuMicros }) => cpuMicros / 1000],
  ['RSS MB, all processes', ({ rssBytes }) => rssBytes / 1e6],
  ['spans received', ({ spansReceived }) => spansReceived],
];

/** @param contenders - the first one is the baseline. */
export function summarizeSystem(contenders: readonly Contender[], samples: readonly SystemSample[]): SystemRow[] {
  return FIGURES.flatMap(([figure, of]) => {
    const valuesOf = (name: string): number[] => samples.filter((one) => one.contender === name).map(of);
    const baseline = valuesOf(contenders[0]!.name);
    return contenders.map(({ name }) => {
      const values = valuesOf(name);
      return { contender: name, figure, value: spreadOf(values), ratio: spreadOf(ratiosOf(values, baseline)) };
    });
  });
}

const COLUMNS: readonly Column<SystemRow>[] = [
  { title: 'figure', format: (row) => row.figure },
  { title: 'contender', format: (row) => row.contender },
  { title: 'value', format: (row) => formatSpread(row.value, 2) },
  { title: 'vs plain', format: ({ ratio }) => (Number.isFinite(ratio.median) ? formatSpread(ratio, 3) : '–') },
];

export function printSystem(rows: readonly SystemRow[]): void {
  printTable(COLUMNS, rows);
}

function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))]!;
}
