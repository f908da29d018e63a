import type { ServiceSummary } from '@throughline/hub';
import { Link } from '@tanstack/react-router';
import { ServiceName } from '../design/service-name.tsx';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { resolveRange } from '../time/time-range.ts';
import type { TimeRange } from '../time/time-range.ts';
import { callsQuery, operationQuery } from './model/calls-query.ts';
import type { Sort } from './model/sort.ts';
import { useOperations } from './queries.ts';
import { RedTable } from './red-table.tsx';
import { ServiceCharts } from './service-charts.tsx';
import styles from './service-detail.module.css';

interface ServiceDetailProps {
  readonly service: ServiceSummary;
  readonly range: TimeRange;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly onClose: () => void;
}

/** One service: its numbers over time, its operations, and the way to its traces. */
export function ServiceDetail({ service, range, sort, onSort, onClose }: ServiceDetailProps) {
  return (
    <section aria-label={service.name} className={styles.detail}>
      <div className={styles.heading}>
        <h2>
          <ServiceName name={service.name} />
        </h2>
        <div className={styles.actions}>
          <Link className="button" to="/" search={{ ...range, q: callsQuery(service) }}>
            Find its traces
          </Link>
          <Link className="button" to="/" search={{ ...range, q: `${callsQuery(service)} AND status=error` }}>
            Find its errors
          </Link>
          <Link className="button" to="/logs" search={{ ...range, service: service.name }}>
            Logs
          </Link>
          <button type="button" className="quiet" onClick={onClose} aria-label={`Close ${service.name}`}>
            ✕
          </button>
        </div>
      </div>
      <ServiceCharts service={service} range={range} />
      <Operations service={service.name} range={range} sort={sort} onSort={onSort} />
    </section>
  );
}

type OperationsProps = Pick<ServiceDetailProps, 'range' | 'sort' | 'onSort'> & { readonly service: string };

function Operations({ service, range, sort, onSort }: OperationsProps) {
  const { data, error, refetch } = useOperations(service, range);
  const { startMs, endMs } = resolveRange(range);
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingState label="Loading operations" />;
  return (
    <>
      {data.operations.length === 500 && <p className="dim">The 500 operations that were called most.</p>}
      <RedTable
        caption={`Operations of ${service}`}
        rowName="Operation"
        rows={data.operations}
        rangeSeconds={(endMs - startMs) / 1000}
        sort={sort}
        onSort={onSort}
        keyOf={({ name, kind }) => `${kind} ${name}`}
        renderName={(row) => (
          <>
            <Link to="/" search={{ ...range, q: operationQuery(row) }}>
              {row.name === '' ? '(no name)' : row.name}
            </Link>{' '}
            <span className="dim">{row.kind}</span>
          </>
        )}
      />
    </>
  );
}
