import { Duration } from '../design/duration.tsx';
import { NumberHeads } from '../design/number-heads.tsx';
import { formatCount, formatShare } from '../design/quantity.ts';
import { serviceColor } from '../design/service-color.ts';
import { ServiceName } from '../design/service-name.tsx';
import type { Outline } from './model/outline.ts';
import styles from './tables.module.css';

/** Where the time went, by service: time in which a span of it ran and none below that. */
export function ServiceBreakdown({ outline: { summary } }: { readonly outline: Outline }) {
  const all = summary.serviceTimes.reduce((sum, { selfNs }) => sum + selfNs, 0) || 1;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Time by service">
      <table>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" className={styles.wide}>
              Part of the own time of all
            </th>
            <NumberHeads labels={['Spans', 'Errors', 'Own time', 'Share']} />
          </tr>
        </thead>
        <tbody>
          {summary.serviceTimes.map(({ service, selfNs, spanCount, errorCount }) => (
            <tr key={service}>
              <td className={styles.text}>
                <ServiceName name={service} />
              </td>
              <td>
                <span
                  className={styles.share}
                  style={{ width: `${(selfNs / all) * 100}%`, background: serviceColor(service) }}
                />
              </td>
              <td className="number">{formatCount(spanCount)}</td>
              <td className={errorCount > 0 ? 'number error-text' : 'number'}>{formatCount(errorCount)}</td>
              <td className="number">
                <Duration ns={selfNs} />
              </td>
              <td className="number">{formatShare(selfNs / all)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
