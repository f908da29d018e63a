import type { Contender } from '../contenders/contender.ts';
import type { OperationSample } from '../measures/operation-rounds.ts';
import { differencesOf, ratiosOf, type Spread, spreadOf } from './statistics.ts';
import { type Column, formatSpread, printTable } from './table.ts';

export interface OperationRow {
  readonly title: string;
  readonly contender: string;
  readonly label: string;
  readonly cpuMicros: Spread;
  readonly addedMicros: Spread;
  readonly ratio: Spread;
  /** The cheapest round against the baseline's cheapest. */
  readonly ratioOfLeast: number;
  /** Of all cases and rounds, warm-up included. */
  readonly spansReceived: number;
}

/** @param samples - of all contenders; the first contender is the baseline. */
export function summarizeOperations(
  contenders: readonly Contender[],
  samples: readonly OperationSample[],
  received: Readonly<Record<string, number>>,
): OperationRow[] {
  const titles = [...new Set(samples.map(({ title }) => title))];
  const costsOf = (title: string, name: string): number[] =>
    samples
      .filter((one) => one.title === title && one.contender === name)
      .map(({ cpuMicros, operations }) => cpuMicros / operations);
  return titles.flatMap((title) => {
    const baseline = costsOf(title, contenders[0]!.name);
    return contenders.flatMap(({ name, label }) => {
      const costs = costsOf(title, name);
      if (costs.length === 0) return [];
      const row = {
        title,
        contender: name,
        label,
        cpuMicros: spreadOf(costs),
        addedMicros: spreadOf(differencesOf(costs, baseline)),
        ratio: spreadOf(ratiosOf(costs, baseline)),
        ratioOfLeast: Math.min(...costs) / Math.min(...baseline),
        spansReceived: received[name] ?? 0,
      };
      return [row];
    });
  });
}

const COLUMNS: readonly Column<OperationRow>[] = [
  { title: 'what', format: (row) => row.title },
  { title: 'contender', format: (row) => row.contender },
  { title: 'CPU µs', format: (row) => formatSpread(row.cpuMicros, 2) },
  { title: 'added', format: (row) => formatSpread(row.addedMicros, 2) },
  { title: 'vs plain', format: (row) => formatSpread(row.ratio, 2) },
  { title: 'of least', format: (row) => row.ratioOfLeast.toFixed(2) },
];

export function printOperations(rows: readonly OperationRow[]): void {
  printTable(COLUMNS, rows);
}
