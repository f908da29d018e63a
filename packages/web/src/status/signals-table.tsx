import type { HubStatus } from '@throughline/hub';
import { NumberHeads } from '../design/number-heads.tsx';
import { formatBytes, formatCount } from '../design/quantity.ts';
import styles from './status-page.module.css';

const ITEMS = { traces: 'Spans', logs: 'Log records', metrics: 'Metric points' } as const;

/** What became of everything that arrived. Received is always stored, rejected and queued together. */
export function SignalsTable({ signals }: Pick<HubStatus, 'signals'>) {
  return (
    <section className={styles.section}>
      <h2>Received since the hub started</h2>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <NumberHeads labels={['Received', 'Stored', 'Rejected', 'Queued', 'Journal']} />
            </tr>
          </thead>
          <tbody>
            {(['traces', 'logs', 'metrics'] as const).map((signal) => {
              const { received, stored, rejected, queued, queuedBytes } = signals[signal];
              return (
                <tr key={signal}>
                  <th scope="row">{ITEMS[signal]}</th>
                  <td className="number">{formatCount(received)}</td>
                  <td className="number">{formatCount(stored)}</td>
                  <td className={rejected > 0 ? 'number error-text' : 'number'}>{formatCount(rejected)}</td>
                  <td className="number">{formatCount(queued)}</td>
                  <td className="number">{formatBytes(queuedBytes)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
