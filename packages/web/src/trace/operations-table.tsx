import { useMemo } from 'react';
import { Duration } from '../design/duration.tsx';
import { NumberHeads } from '../design/number-heads.tsx';
import { formatCount, formatShare } from '../design/quantity.ts';
import { ServiceName } from '../design/service-name.tsx';
import { sumOperations } from './model/operations.ts';
import styles from './tables.module.css';
import type { TraceView } from './use-trace-view.ts';

const SHOWN = 500;

/** The spans by what they do: most time of their own first. A row leads to its longest span. */
export function OperationsTable({ view: { outline, select } }: { readonly view: TraceView }) {
  const operations = useMemo(() => sumOperations(outline), [outline]);
  const all = operations.reduce((sum, { selfNs }) => sum + selfNs, 0);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Operations">
      <table>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col">Service</th>
            <NumberHeads labels={['Spans', 'Errors', 'Own time', 'Share', 'Total', 'Average', 'Longest']} />
          </tr>
        </thead>
        <tbody>
          {operations.slice(0, SHOWN).map((operation) => (
            <tr key={`${operation.service} ${operation.name}`}>
              <td className={styles.text}>
                <button className="quiet" title="Show the longest" onClick={() => select(operation.longest)}>
                  {operation.name === '' ? '(no name)' : operation.name}
                </button>
              </td>
              <td className={styles.text}>
                <ServiceName name={operation.service} />
              </td>
              <td className="number">{formatCount(operation.count)}</td>
              <td className={operation.errors > 0 ? 'number error-text' : 'number'}>{formatCount(operation.errors)}</td>
              <td className="number">
                <Duration ns={operation.selfNs} />
              </td>
              <td className="number">{formatShare(all === 0 ? 0 : operation.selfNs / all)}</td>
              <td className="number">
                <Duration ns={operation.totalNs} />
              </td>
              <td className="number">
                <Duration ns={operation.totalNs / operation.count} />
              </td>
              <td className="number">
                <Duration ns={operation.maxNs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {operations.length > SHOWN && (
        <p className={styles.note}>
          The {SHOWN} with most time of their own, of {formatCount(operations.length)}.
        </p>
      )}
    </div>
  );
}
