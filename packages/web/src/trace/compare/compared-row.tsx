import { formatDurationNs } from '../../design/quantity.ts';
import { ServiceName } from '../../design/service-name.tsx';
import type { ComparedPath, Side } from '../model/compare.ts';
import styles from './compare-page.module.css';

const INDENT_PX = 14;
const MAX_INDENTS = 20;

interface ComparedRowProps {
  readonly path: ComparedPath;
  readonly largestNs: number;
}

/** A call path with both times and their difference. */
export function ComparedRow({ path, largestNs }: ComparedRowProps) {
  const { service, name, depth, a, b, differenceNs } = path;
  const isSlower = differenceNs > 0;
  return (
    <tr>
      <td className={styles.path} style={{ paddingLeft: 8 + Math.min(depth, MAX_INDENTS) * INDENT_PX }}>
        {name === '' ? '(no name)' : name} <ServiceName name={service} />
      </td>
      <SideCell side={a} />
      <SideCell side={b} />
      <td>
        <span
          className={isSlower ? styles.slower : styles.faster}
          style={{ width: `${(Math.abs(differenceNs) / largestNs) * 60}%` }}
        />{' '}
        <span className="number">
          {isSlower ? '+' : ''}
          {formatDurationNs(differenceNs)}
        </span>
      </td>
    </tr>
  );
}

function SideCell({ side }: { readonly side: Side | undefined }) {
  if (side === undefined) return <td className="number dim">not there</td>;
  return (
    <td className="number">
      {formatDurationNs(side.durationNs)}
      {side.count > 1 && <span className="dim"> ×{side.count}</span>}
      {side.errors > 0 && <span className="error-text"> ✖{side.errors}</span>}
    </td>
  );
}
