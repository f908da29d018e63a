import type { ServiceSummary } from '@throughline/hub';

/** The columns of the tables of services and operations. */
export type Column = 'name' | 'calls' | 'errors' | 'p50' | 'p95' | 'p99' | 'seen';

/** In which order rows stand. */
export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

const VALUES: Readonly<Record<Column, (row: ServiceSummary) => number | string>> = {
  name: ({ name }) => name,
  calls: ({ calls }) => calls,
  errors: ({ errors, calls }) => (calls === 0 ? 0 : errors / calls),
  p50: ({ p50Ns }) => p50Ns,
  p95: ({ p95Ns }) => p95Ns,
  p99: ({ p99Ns }) => p99Ns,
  seen: ({ lastSeenUnixNano }) => Number(BigInt(lastSeenUnixNano) / 1_000_000_000n),
};

/** Reads `-errors` and the like; `fallback` for what names no column. */
export function parseSort(text: string | undefined, fallback: Sort): Sort {
  if (text === undefined) return fallback;
  const descending = text.startsWith('-');
  const column = descending ? text.slice(1) : text;
  return Object.hasOwn(VALUES, column) ? { column: column as Column, descending } : fallback;
}

/** Writes it. */
export function formatSort({ column, descending }: Sort): string {
  return descending ? `-${column}` : column;
}

/** The order after a click on a column: names from A, numbers from the greatest, and the other way round at the second click. */
export function sortBy(column: Column, before: Sort): Sort {
  return { column, descending: before.column === column ? !before.descending : column !== 'name' };
}

/** The rows in order; those that are equal keep theirs. */
export function sortRows<Row extends ServiceSummary>(rows: readonly Row[], { column, descending }: Sort): Row[] {
  const valueOf = VALUES[column];
  const direction = descending ? -1 : 1;
  return rows.toSorted((a, b) => direction * compare(valueOf(a), valueOf(b)));
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'string' ? a.localeCompare(String(b), 'en', { numeric: true }) : a - Number(b);
}
