import type { DifferentAttribute } from '@throughline/hub';
import { useNavigate } from '@tanstack/react-router';
import { formatCount, formatDurationNs, formatShare } from '../../design/quantity.ts';
import { ErrorState, LoadingState } from '../../design/states.tsx';
import { formatCondition } from '../../query-bar/model/edit-query.ts';
import { narrowToSelection } from '../model/selection.ts';
import type { Selection } from '../model/selection.ts';
import { useDifference } from '../queries.ts';
import styles from './selection-panel.module.css';

interface SelectionPanelProps {
  readonly query: string;
  readonly selection: Selection;
  readonly onClose: () => void;
  readonly onFilter: (condition: string) => void;
}

/** What is different about the spans in a box: compared with the others of the same time. */
export function SelectionPanel({ query, selection, onClose, onFilter }: SelectionPanelProps) {
  const navigate = useNavigate();
  const { q, range } = narrowToSelection(query, selection);
  const { data, error, isPending, refetch } = useDifference(q, query, range);
  const { fromNs, toNs } = selection;
  return (
    <section aria-label="What is different" className={styles.panel}>
      <div className={styles.heading}>
        <h3>
          What is different about spans{' '}
          {Number.isFinite(toNs)
            ? `from ${formatDurationNs(fromNs)} to ${formatDurationNs(toNs)}`
            : `from ${formatDurationNs(fromNs)} on`}
        </h3>
        <button
          className="primary"
          onClick={() =>
            void navigate({ to: '/', search: (before) => ({ ...before, q, ...range, selection: undefined }) })
          }
        >
          Make the box the query
        </button>
        <button onClick={onClose}>Close</button>
      </div>
      {isPending && <LoadingState label="Comparing" rows={4} />}
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <p className="dim">
            {formatCount(data.selection.spans)} spans in the box (<i className={styles.inside} /> inside) compared with{' '}
            {formatCount(data.baseline.spans)} others of the same time (<i className={styles.outside} /> outside).
            Largest difference first.
          </p>
          {data.attributes.length === 0 && (
            <p>Nothing that the spans say about themselves tells them from the others.</p>
          )}
          <ul className={styles.list}>
            {data.attributes.map((attribute) => (
              <Difference key={`${attribute.key} ${attribute.value}`} attribute={attribute} onFilter={onFilter} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface DifferenceProps {
  readonly attribute: DifferentAttribute;
  readonly onFilter: (condition: string) => void;
}

function Difference({ attribute, onFilter }: DifferenceProps) {
  const { key, value, selectionShare, baselineShare } = attribute;
  return (
    <li>
      <button
        type="button"
        className="quiet"
        title="Filter by this"
        onClick={() => onFilter(formatCondition(key, value))}
      >
        <span className={styles.name}>
          <span className="dim">{key}</span> {value}
        </span>
        <span className={styles.bars}>
          <span className={styles.inside} style={{ width: `${selectionShare * 100}%` }} />
          <span className={styles.outside} style={{ width: `${baselineShare * 100}%` }} />
        </span>
        <span className="number">
          {formatShare(selectionShare)} <span className="dim">vs {formatShare(baselineShare)}</span>
        </span>
      </button>
    </li>
  );
}
