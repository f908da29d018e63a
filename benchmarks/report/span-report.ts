import type { Contender } from '../contenders/contender.ts';
import type { SpanCase, SpanSample } from '../measures/span.ts';
import { type Spread, spreadOf } from './statistics.ts';
import { type Column, formatShare, formatSpread, printTable } from './table.ts';

export interface SpanRow {
  readonly title: string;
  readonly contender: string;
  readonly label: string;
  readonly cpuMicros: Spread;
  readonly spansMade: number;
  readonly spansReceived: number;
}

export function summarizeSpans(
  cases: readonly SpanCase[],
  contenders: readonly Contender[],
  samples: readonly SpanSample[],
): SpanRow[] {
  return cases.flatMap((spanCase) => contenders.map((contender) => summarize(spanCase, contender, samples)));
}

function summarize(spanCase: SpanCase, { name, label }: Contender, samples: readonly SpanSample[]): SpanRow {
  const own = samples.filter(({ title, contender }) => title === spanCase.title && contender === name);
  const operations = spanCase.spans * (spanCase.operations ?? 1);
  return {
    title: spanCase.title,
    contender: name,
    label,
    cpuMicros: spreadOf(own.map(({ cpuMicros, pausesMicros }) => (cpuMicros - pausesMicros) / operations)),
    spansMade: own.reduce((sum, { spansMade }) => sum + spansMade, 0),
    spansReceived: own.reduce((sum, { spansReceived }) => sum + spansReceived, 0),
  };
}

const COLUMNS: readonly Column<SpanRow>[] = [
  { title: 'operation', format: (row) => row.title },
  { title: 'contender', format: (row) => row.contender },
  { title: 'CPU µs', format: (row) => formatSpread(row.cpuMicros, 3) },
  { title: 'spans made', format: (row) => String(row.spansMade) },
  { title: 'received', format: (row) => `${row.spansReceived} (${formatShare(row.spansReceived / row.spansMade)})` },
];

export function printSpans(rows: readonly SpanRow[]): void {
  printTable(COLUMNS, rows);
}
