import type { TraceSummary } from '@throughline/hub';
import { Link } from '@tanstack/react-router';
import { Duration } from '../design/duration.tsx';
import { formatCount } from '../design/quantity.ts';
import { serviceColor } from '../design/service-color.ts';
import { ServiceName } from '../design/service-name.tsx';
import { Moment } from '../time/moment.tsx';
import styles from './trace-row.module.css';

const MAX_SERVICES = 6;

interface TraceRowProps {
  readonly trace: TraceSummary;
  /** Of the list, which its bar is drawn against. */
  readonly longestNs: number;
}

/** A trace in a list: one link. */
export function TraceRow({ trace, longestNs }: TraceRowProps) {
  const { traceId, rootService, rootName, startUnixNano, durationNs, spanCount, errorCount, services } = trace;
  return (
    <li className={styles.item}>
      <Link to="/trace/$traceId" params={{ traceId }} className={styles.row}>
        <span className={styles.name}>
          <ServiceName name={rootService} /> <strong>{rootName === '' ? '(no name)' : rootName}</strong>
        </span>
        <span className={styles.facts}>
          <Services services={services} />
          <span>
            {formatCount(spanCount)} {spanCount === 1 ? 'span' : 'spans'}
          </span>
          {errorCount > 0 && (
            <span className="error-text">
              {formatCount(errorCount)} {errorCount === 1 ? 'error' : 'errors'}
            </span>
          )}
        </span>
        <span className={styles.time}>
          <Moment unixNano={startUnixNano} />
        </span>
        <span className={styles.duration}>
          <span
            className={styles.bar}
            style={{ width: `${Math.max(1, (durationNs / longestNs) * 100)}%`, background: serviceColor(rootService) }}
          />
          <Duration ns={durationNs} />
        </span>
      </Link>
    </li>
  );
}

function Services({ services }: { readonly services: readonly string[] }) {
  const others = services.length - MAX_SERVICES;
  return (
    <span className={styles.services} title={services.join(', ')}>
      {services.slice(0, MAX_SERVICES).map((service) => (
        <span key={service} className={styles.dot} style={{ background: serviceColor(service) }} />
      ))}
      <span>
        {services.length} {services.length === 1 ? 'service' : 'services'}
      </span>
      {others > 0 && <span className="visually-hidden">: {services.join(', ')}</span>}
    </span>
  );
}
