import type { ServiceSummary } from '@throughline/hub';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Duration } from '../design/duration.tsx';
import { formatCount, formatShare } from '../design/quantity.ts';
import { formatExactMoment, formatMinute } from '../time/moment-text.ts';
import { formatRate } from './model/rate.ts';
import { sortBy, sortRows } from './model/sort.ts';
import type { Column, Sort } from './model/sort.ts';
import styles from './red-table.module.css';

interface RedTableProps<Row extends ServiceSummary> {
  readonly caption: string;
  /** What a row is: `Service`, `Operation`. */
  readonly rowName: string;
  readonly rows: readonly Row[];
  readonly rangeSeconds: number;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly keyOf: (row: Row) => string;
  readonly renderName: (row: Row) => ReactNode;
  readonly isSelected?: (row: Row) => boolean;
}

const COLUMNS: readonly { readonly column: Exclude<Column, 'name'>; readonly label: string; readonly title: string }[] =
  [
    { column: 'calls', label: 'Rate', title: 'Calls per second, over the whole range' },
    { column: 'errors', label: 'Errors', title: 'Share of the calls that failed' },
    { column: 'p50', label: 'p50', title: 'Half of the calls took no longer' },
    { column: 'p95', label: 'p95', title: '95 % of the calls took no longer' },
    { column: 'p99', label: 'p99', title: '99 % of the calls took no longer' },
    { column: 'seen', label: 'Last seen', title: 'The minute of the newest span' },
  ];

/** Rate, errors and durations, one row each, ordered by the column that one clicks on. */
export function RedTable<Row extends ServiceSummary>(props: RedTableProps<Row>) {
  const { caption, rowName, rows, rangeSeconds, sort, onSort, keyOf, renderName, isSelected } = props;
  const header = (column: Column, label: string, title?: string): ReactNode => (
    <SortHeader key={column} {...{ column, label, title, sort, onSort }} />
  );
  return (
    <div className={styles.scroll}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {header('name', rowName)}
            {COLUMNS.map(({ column, label, title }) => header(column, label, title))}
            <th>Slowest</th>
          </tr>
        </thead>
        <tbody>
          {sortRows(rows, sort).map((row) => (
            <tr key={keyOf(row)} className={isSelected?.(row) ? styles.selected : undefined}>
              <th scope="row" className={styles.name}>
                {renderName(row)}
              </th>
              <Numbers row={row} rangeSeconds={rangeSeconds} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Numbers({ row, rangeSeconds }: { readonly row: ServiceSummary; readonly rangeSeconds: number }) {
  const { calls, errors, p50Ns, p95Ns, p99Ns, lastSeenUnixNano, exemplarTraceId } = row;
  return (
    <>
      <td className="number" title={`${formatCount(calls)} calls`}>
        {formatRate(calls, rangeSeconds)}
      </td>
      <td
        className={errors > 0 ? 'number error-text' : 'number dim'}
        title={`${formatCount(errors)} of ${formatCount(calls)}`}
      >
        {formatShare(calls === 0 ? 0 : errors / calls)}
      </td>
      {[p50Ns, p95Ns, p99Ns].map((ns, index) => (
        <td key={index} className="number">
          <Duration ns={ns} />
        </td>
      ))}
      <td className="number" title={formatExactMoment(lastSeenUnixNano)}>
        {formatMinute(lastSeenUnixNano)}
      </td>
      <td>
        <Link to="/trace/$traceId" params={{ traceId: exemplarTraceId }} title="The trace of the slowest call">
          trace
        </Link>
      </td>
    </>
  );
}

interface SortHeaderProps {
  readonly column: Column;
  readonly label: string;
  readonly title?: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function SortHeader({ column, label, title, sort, onSort }: SortHeaderProps) {
  const isSorted = sort.column === column;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={column === 'name' ? undefined : 'number'} aria-sort={isSorted ? direction : undefined}>
      <button
        type="button"
        className={`quiet ${styles.sort}`}
        title={title}
        onClick={() => onSort(sortBy(column, sort))}
      >
        {label}
        <span aria-hidden="true" className={styles.arrow}>
          {isSorted ? (sort.descending ? '↓' : '↑') : ''}
        </span>
      </button>
    </th>
  );
}
