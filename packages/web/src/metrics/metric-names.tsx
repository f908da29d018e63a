import type { MetricInfo } from '@throughline/hub';
import styles from './metrics-page.module.css';

interface MetricNamesProps {
  readonly metrics: readonly MetricInfo[];
  readonly selected: string;
  /** Only names with it are shown. */
  readonly part: string;
  readonly onPart: (part: string) => void;
  readonly onSelect: (name: string) => void;
}

/** The list of metrics, which narrows as one types. */
export function MetricNames({ metrics, selected, part, onPart, onSelect }: MetricNamesProps) {
  const shown = metrics.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
  return (
    <nav aria-label="Metrics" className={styles.names}>
      <input
        type="search"
        aria-label="Part of a name"
        placeholder={`one of ${metrics.length} metrics …`}
        value={part}
        onChange={(event) => onPart(event.target.value)}
      />
      <ul>
        {shown.map(({ name, unit, kind }) => (
          <li key={name}>
            <button
              type="button"
              className="quiet"
              aria-current={name === selected ? 'true' : undefined}
              onClick={() => onSelect(name)}
            >
              <span className={styles.name}>{name}</span>
              <span className="dim">{[kind.replace('_', ' '), unit].filter((text) => text !== '').join(', ')}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="dim">No name has “{part}” in it.</p>}
    </nav>
  );
}
