import { Link } from '@tanstack/react-router';
import type { HubStatus } from '@throughline/hub';
import { NumberHeads } from '../design/number-heads.tsx';
import { formatCount } from '../design/quantity.ts';
import { ServiceName } from '../design/service-name.tsx';
import { formatExactMoment, formatMinute } from '../time/moment-text.ts';
import styles from './status-page.module.css';

/** Who sent within the last day; those that stopped come first. */
export function SendersTable({ services }: Pick<HubStatus, 'services'>) {
  const ordered = services.toSorted((a, b) => Number(b.stopped) - Number(a.stopped));
  return (
    <section className={styles.section}>
      <h2>Services within the last day</h2>
      {ordered.length === 0 && <p className="dim">None has sent a span.</p>}
      <div className={styles.scroll}>
        <table hidden={ordered.length === 0}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">State</th>
              <NumberHeads labels={['Last span', 'Spans']} />
            </tr>
          </thead>
          <tbody>
            {ordered.map(({ name, stopped, lastSeenUnixNano, spans }) => (
              <tr key={name}>
                <th scope="row" className={styles.service}>
                  <Link to="/services" search={{ service: name, start: '-1d', end: 'now' }}>
                    <ServiceName name={name} />
                  </Link>
                </th>
                <td>{stopped ? <strong className={styles.stopped}>stopped sending</strong> : 'ok'}</td>
                <td className="number" title={formatExactMoment(lastSeenUnixNano)}>
                  {formatMinute(lastSeenUnixNano)}
                </td>
                <td className="number">{formatCount(spans)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
