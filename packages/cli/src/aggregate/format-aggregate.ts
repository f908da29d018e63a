// An answer of the aggregate endpoint as a table: a line for each group, and how its first value went over time.
import type { Aggregate } from '@throughline/hub';
import { alignDuration, formatNumber, formatShortTime } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { sparkLine, thinOut } from '../terminal/spark-line.ts';
import { formatTable } from '../terminal/table.ts';
import type { Column } from '../terminal/table.ts';
import { columnsOf } from '../terminal/text.ts';

type Series = Aggregate['series'][number];

const MAX_SPARK_COLUMNS = 48;
const MIN_SPARK_COLUMNS = 8;

/** How a value of a column is written. */
export type ValueFormat = (column: string, value: number) => string;

/** Formats an aggregate as a table with sparklines; the groups in the order of the answer. */
export function formatAggregate(aggregate: Aggregate, output: Output, format: ValueFormat = formatValue): string {
  const times = allTimes(aggregate);
  const labels = [...new Set(aggregate.series.flatMap(({ labels: some }) => Object.keys(some)))];
  const columns: Column<Series>[] = [
    ...labels.map((label): Column<Series> => labelColumn(label, output)),
    ...aggregate.columns.map((title, index): Column<Series> => valueColumn(title, index, format)),
  ];
  const table = formatTable(aggregate.series, columns, { ...output, width: output.width - MIN_SPARK_COLUMNS - 2 });
  if (times.length < 2) return table;
  return addSparkLines(table, { aggregate, times, output });
}

function labelColumn(label: string, { style }: Output): Column<Series> {
  const isService = label === 'serviceName' || label === 'rootService';
  return {
    title: label,
    text: ({ labels }) => labels[label] || '–',
    paint: (cell, { labels }) => (isService ? style.named(labels[label], cell) : cell),
    shrinksTo: 10,
  };
}

function valueColumn(title: string, index: number, format: ValueFormat): Column<Series> {
  const text = ({ total }: Series): string => {
    const value = total[index];
    return value === null || value === undefined ? '–' : format(title, value);
  };
  return { title, align: 'right', text };
}

/** Counts and rates are numbers, whatever they count; of durations everything else is a duration. */
function formatValue(title: string, value: number): string {
  if (title.startsWith('rate(')) return `${formatNumber(value)}/s`;
  const isDuration = !title.startsWith('count(') && /\((?:duration|traceDuration)?\)$/.test(title);
  return isDuration ? alignDuration(value) : formatNumber(value);
}

interface Sparks {
  readonly aggregate: Aggregate;
  readonly times: readonly string[];
  readonly output: Output;
}

function addSparkLines(table: string, { aggregate, times, output }: Sparks): string {
  const [title, ...lines] = table.trimEnd().split('\n');
  const used = Math.max(...lines.map(columnsOf), columnsOf(title)) + 2;
  const room = Math.max(MIN_SPARK_COLUMNS, Math.min(MAX_SPARK_COLUMNS, output.width - used));
  const pad = (line: string): string => line + ' '.repeat(Math.max(0, used - columnsOf(line)));
  const sparks = lines.map((line, index) => {
    const { points } = aggregate.series[index];
    const byTime = new Map(points.map(({ timeUnixNano, values }) => [timeUnixNano, values[0]]));
    const values = times.map((time) => byTime.get(time) ?? null);
    return `${pad(line)}${sparkLine(thinOut(values, room))}`.trimEnd();
  });
  const range = `${shortTime(times[0])} to ${shortTime(times.at(-1)!)}`;
  const { style } = output;
  const what = aggregate.columns.length > 1 ? `${aggregate.columns[0]}, ` : '';
  return `${pad(title)}${style.dim(`${what}${range}`.slice(0, room))}\n${sparks.join('\n')}\n`;
}

/** Every step from the first to the last that has a value: a gap is a gap. */
function allTimes({ series, stepSeconds }: Aggregate): readonly string[] {
  const found = series.flatMap(({ points }) => points.map(({ timeUnixNano }) => BigInt(timeUnixNano)));
  if (found.length === 0) return [];
  const first = found.reduce((a, b) => (a < b ? a : b));
  const last = found.reduce((a, b) => (a > b ? a : b));
  const step = BigInt(Math.max(1, stepSeconds)) * 1_000_000_000n;
  const length = Number((last - first) / step) + 1;
  return Array.from({ length }, (_, index) => String(first + BigInt(index) * step));
}

function shortTime(unixNano: string): string {
  return formatShortTime(unixNano).replace(/:\d\d\.\d+$/, '');
}
