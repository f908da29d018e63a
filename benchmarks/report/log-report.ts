import type { Contender } from '../contenders/contender.ts';
import type { LogSample } from '../measures/log.ts';
import { differencesOf, ratiosOf, type Spread, spreadOf } from './statistics.ts';
import { type Column, formatShare, formatSpread, printTable } from './table.ts';

export interface LogRow {
  readonly contender: string;
  readonly label: string;
  readonly cpuMicros: Spread;
  readonly addedMicros: Spread;
  readonly ratio: Spread;
  readonly isStamped: boolean;
  readonly receivedShare: number;
}

/** @param samples - of all contenders; the first contender is the baseline. */
export function summarizeLogs(contenders: readonly Contender[], samples: readonly LogSample[]): LogRow[] {
  const costsOf = (name: string): number[] =>
    samples.filter(({ contender }) => contender === name).map(({ cpuMicros, lines }) => cpuMicros / lines);
  const baseline = costsOf(contenders[0]!.name);
  return contenders.map(({ name, label }) => {
    const own = samples.filter(({ contender }) => contender === name);
    const costs = costsOf(name);
    return {
      contender: name,
      label,
      cpuMicros: spreadOf(costs),
      addedMicros: spreadOf(differencesOf(costs, baseline)),
      ratio: spreadOf(ratiosOf(costs, baseline)),
      isStamped: own.every(({ isStamped }) => isStamped),
      receivedShare: sum(own.map((one) => one.recordsReceived)) / sum(own.map((one) => one.linesInAll)),
    };
  });
}

const COLUMNS: readonly Column<LogRow>[] = [
  { title: 'contender', format: (row) => row.contender },
  { title: 'CPU µs/line', format: (row) => formatSpread(row.cpuMicros, 2) },
  { title: 'added', format: (row) => formatSpread(row.addedMicros, 2) },
  { title: 'vs plain', format: (row) => formatSpread(row.ratio, 2) },
  { title: 'ids in lines', format: (row) => (row.isStamped ? 'yes' : 'no') },
  { title: 'records received', format: (row) => formatShare(row.receivedShare) },
];

export function printLogs(rows: readonly LogRow[]): void {
  printTable(COLUMNS, rows);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
