import type { Aggregate } from '@throughline/hub';
import { NumberHeads } from '../../design/number-heads.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx';
import { formatCount, formatDurationNs } from '../../design/quantity.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { useAggregate } from '../queries.ts';
import { Sparkline } from './sparkline.tsx';
import styles from './aggregate-result.module.css';

/** The numbers that a query computes: a line for each group, its total and its course over time. */
export function AggregateResult({ query }: { readonly query: string }) {
  const [range] = useTimeRange();
  const { data, error, isPending, refetch } = useAggregate(query, range);
  if (isPending) return <LoadingState label="Computing" rows={5} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data.series.length === 0) return <EmptyState title="No span in this range of time is like that." />;
  return <AggregateTable aggregate={data} />;
}

function AggregateTable({ aggregate: { columns, series, stepSeconds } }: { readonly aggregate: Aggregate }) {
  const labelNames = Object.keys(series[0].labels);
  return (
    <div className={styles.scroll}>
      <table>
        <caption className="visually-hidden">Numbers by group, in steps of {stepSeconds} seconds</caption>
        <thead>
          <tr>
            {labelNames.map((name) => (
              <th key={name}>{name}</th>
            ))}
            <NumberHeads labels={columns} />
            <th className={styles.course}>{columns[0]} over time</th>
          </tr>
        </thead>
        <tbody>
          {series.map(({ labels, total, points }, index) => (
            <tr key={index}>
              {labelNames.map((name) => (
                <td key={name}>{labels[name]}</td>
              ))}
              {total.map((value, column) => (
                <td key={columns[column]} className="number">
                  {formatValue(value, columns[column])}
                </td>
              ))}
              <td>
                <Sparkline points={points.map(({ timeUnixNano, values }) => ({ timeUnixNano, value: values[0] }))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Without a field, or of a duration, it is one; counts and rates are numbers. */
function formatValue(value: number | null, column: string): string {
  if (value === null) return '–';
  if (/^(?:count|rate)\(/.test(column)) return formatCount(value);
  return /\((?:duration|traceDuration)?\)$/.test(column) ? formatDurationNs(value) : formatCount(value);
}
