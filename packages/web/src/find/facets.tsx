import type { Facet } from '@throughline/hub';
import { useState } from 'react';
import { formatCount } from '../design/quantity.ts';
import { serviceColor } from '../design/service-color.ts';
import { fieldOf, formatCondition } from '../query-bar/model/edit-query.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { useFacets } from './queries.ts';
import styles from './facets.module.css';

/** Attributes that most systems have, besides what the hub gives always. */
const KEYS = ['http.route', 'http.response.status_code'];
const SHOWN_VALUES = 6;

const LABELS: Readonly<Record<string, string>> = {
  serviceName: 'Service',
  name: 'Operation',
  status: 'Status',
  kind: 'Kind',
};

interface FacetsProps {
  readonly query: string;
  readonly onFilter: (condition: string) => void;
}

/** How what was found is spread over values; each value is a filter. */
export function Facets({ query, onFilter }: FacetsProps) {
  const [range] = useTimeRange();
  const [added, setAdded] = useState<readonly string[]>([]);
  const { data, isPending } = useFacets(query, range, [...KEYS, ...added]);
  return (
    <aside aria-label="Facets" className={styles.facets}>
      <details open={matchMedia('(min-width: 901px)').matches}>
        <summary>Spans by value</summary>
        {isPending && <p className="dim">Counting …</p>}
        {data?.facets.map((facet) => (
          <FacetValues key={facet.key} facet={facet} onFilter={onFilter} />
        ))}
        <AddFacet onAdd={(key) => setAdded((before) => [...before.filter((one) => one !== key), key])} />
        {data !== undefined && data.sampledShare < 1 && (
          <p className="dim">
            Counted in a sample of {formatCount(Math.round(data.sampledShare * 100))} % of the traces.
          </p>
        )}
      </details>
    </aside>
  );
}

interface FacetValuesProps {
  readonly facet: Facet;
  readonly onFilter: (condition: string) => void;
}

function FacetValues({ facet, onFilter }: FacetValuesProps) {
  const { key, values, otherCount } = facet;
  const [isWhole, setWhole] = useState(false);
  if (values.length === 0) return null;
  const most = Math.max(...values.map(({ count }) => count), 1);
  const shown = isWhole ? values : values.slice(0, SHOWN_VALUES);
  const field = LABELS[key] === undefined ? fieldOf(key) : key;
  return (
    <section className={styles.facet}>
      <h3>{LABELS[key] ?? key}</h3>
      <ul>
        {shown.map(({ value, count, errors }) => (
          <li key={value} className={styles.value}>
            <button
              type="button"
              className="quiet"
              title={`${value}: ${formatCount(count)} spans, ${formatCount(errors)} with errors. Click to filter`}
              onClick={() => onFilter(formatCondition(field, value))}
            >
              <span className={styles.label}>{value === '' ? '(empty)' : value}</span>
              <span className={styles.count}>{formatCount(count)}</span>
              <span
                className={styles.bar}
                style={{
                  width: `${(count / most) * 100}%`,
                  background: key === 'serviceName' ? serviceColor(value) : 'var(--line-strong)',
                }}
              />
            </button>
            <button
              type="button"
              className={`quiet ${styles.exclude}`}
              aria-label={`Without ${value}`}
              title="Without these"
              onClick={() => onFilter(formatCondition(field, value, '!='))}
            >
              −
            </button>
          </li>
        ))}
      </ul>
      {values.length > SHOWN_VALUES && (
        <button type="button" className={`quiet ${styles.more}`} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Fewer' : `${values.length - SHOWN_VALUES} more`}
        </button>
      )}
      {isWhole && otherCount > 0 && <p className="dim">{formatCount(otherCount)} spans with yet other values</p>}
    </section>
  );
}

function AddFacet({ onAdd }: { readonly onAdd: (key: string) => void }) {
  const [key, setKey] = useState('');
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== '') onAdd(key.trim());
        setKey('');
      }}
    >
      <input
        aria-label="Attribute to count by"
        placeholder="by attribute …"
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <button disabled={key.trim() === ''}>Add</button>
    </form>
  );
}
