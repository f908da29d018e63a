import type { Dependency } from '@throughline/hub';
import { Link } from '@tanstack/react-router';
import { Duration } from '../design/duration.tsx';
import { NumberHeads } from '../design/number-heads.tsx';
import { formatCount, formatShare } from '../design/quantity.ts';
import { ServiceName } from '../design/service-name.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { dependencyQuery } from './model/calls-query.ts';
import styles from './red-table.module.css';

interface DependencyTableProps {
  readonly dependencies: readonly Dependency[];
  readonly range: TimeRange;
}

/** The edges of the map as a table, for keyboards and for those who read numbers. */
export function DependencyTable({ dependencies, range }: DependencyTableProps) {
  return (
    <div className={styles.scroll}>
      <table>
        <caption className="visually-hidden">Who calls whom</caption>
        <thead>
          <tr>
            <th scope="col">Caller</th>
            <th scope="col">Called</th>
            <NumberHeads labels={['Calls', 'Errors', 'p50', 'p95']} />
            <th scope="col">Slowest</th>
            <th scope="col">Traces</th>
          </tr>
        </thead>
        <tbody>
          {dependencies.map((dependency) => (
            <DependencyRow
              key={`${dependency.client} ${dependency.serverKind} ${dependency.server}`}
              {...{ dependency, range }}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DependencyRow({ dependency, range }: { readonly dependency: Dependency; readonly range: TimeRange }) {
  const { client, server, serverKind, calls, errors, p50Ns, p95Ns, exemplarTraceId } = dependency;
  return (
    <tr>
      <td>
        <ServiceName name={client} />
      </td>
      <td>{serverKind === 'service' ? <ServiceName name={server} /> : server}</td>
      <td className="number">{formatCount(calls)}</td>
      <td className={errors > 0 ? 'number error-text' : 'number dim'}>
        {formatShare(calls === 0 ? 0 : errors / calls)}
      </td>
      <td className="number">
        <Duration ns={p50Ns} />
      </td>
      <td className="number">
        <Duration ns={p95Ns} />
      </td>
      <td>
        <Link to="/trace/$traceId" params={{ traceId: exemplarTraceId }}>
          trace
        </Link>
      </td>
      <td>
        <Link to="/" search={{ ...range, q: dependencyQuery(dependency) }}>
          find
        </Link>
      </td>
    </tr>
  );
}
