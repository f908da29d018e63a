import type { Contender } from '../contenders/contender.ts';
import type { MessageSample } from '../measures/messages.ts';
import { differencesOf, ratiosOf, type Spread, spreadOf } from './statistics.ts';
import { type Column, formatSpread, printTable } from './table.ts';

export interface MessageRow {
  readonly title: string;
  readonly contender: string;
  readonly label: string;
  readonly cpuMicros: Spread;
  readonly addedMicros: Spread;
  readonly ratio: Spread;
  /** Of all cases and rounds, warm-up included. */
  readonly spansReceived: number;
}

/** @param samples - of all contenders; the first contender is the baseline. */
export function summarizeMessages(
  contenders: readonly Contender[],
  samples: readonly MessageSample[],
  received: Readonly<Record<string, number>>,
): MessageRow[] {
  const titles = [...new Set(samples.map(({ title }) => title))];
  const costsOf = (title: string, name: string): number[] =>
    samples
      .filter((one) => one.title === title && one.contender === name)
      .map(({ cpuMicros, operations }) => cpuMicros / operations);
  return titles.flatMap((title) => {
    const baseline = costsOf(title, contenders[0]!.name);
    return contenders.map(({ name, label }) => {
      const costs = costsOf(title, name);
      return {
        title,
        contender: name,
        label,
        cpuMicros: spreadOf(costs),
        addedMicros: spreadOf(differencesOf(costs, baseline)),
        ratio: spreadOf(ratiosOf(costs, baseline)),
        spansReceived: received[name] ?? 0,
      };
    });
  });
}

const COLUMNS: readonly Column<MessageRow>[] = [
  { title: 'what', format: (row) => row.title },
  { title: 'contender', format: (row) => row.contender },
  { title: 'CPU µs', format: (row) => formatSpread(row.cpuMicros, 2) },
  { title: 'added', format: (row) => formatSpread(row.addedMicros, 2) },
  { title: 'vs plain', format: (row) => formatSpread(row.ratio, 2) },
];

export function printMessages(rows: readonly MessageRow[]): void {
  printTable(COLUMNS, rows);
}
