import type { HubStatus } from '@throughline/hub';
import { NumberHeads } from '../design/number-heads.tsx';
import { formatBytes, formatCount } from '../design/quantity.ts';
import styles from './status-page.module.css';

/** What the store keeps, and what it takes. */
export function StoreTable({ store: { url, bytesOnDisk, tables } }: Pick<HubStatus, 'store'>) {
  return (
    <section className={styles.section}>
      <h2>Store</h2>
      <p className="dim">
        <code>{url}</code>, {formatBytes(bytesOnDisk)} on the disk
      </p>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <NumberHeads labels={['Rows', 'On the disk', 'A row', 'Oldest day']} />
            </tr>
          </thead>
          <tbody>
            {tables.map(({ name, rows, bytesOnDisk: bytes, oldestDay = '–' }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{formatCount(rows)}</td>
                <td className="number">{formatBytes(bytes)}</td>
                <td className="number">{rows === 0 ? '–' : formatBytes(Math.round(bytes / rows))}</td>
                <td className="number">{oldestDay}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
