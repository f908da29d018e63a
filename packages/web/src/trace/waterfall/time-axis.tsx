import { formatDurationNs } from '../../design/quantity.ts';
import { ticksOf } from '../model/zoom.ts';
import type { Zoom } from '../model/zoom.ts';
import styles from './time-axis.module.css';

/** Times from the start of the trace. */
export function TimeAxis({ zoom }: { readonly zoom: Zoom }) {
  const { fromNs, toNs } = zoom;
  return (
    <div className={styles.axis} aria-hidden="true">
      <div className={styles.times}>
        {ticksOf(zoom, 6).map((ns) => {
          const left = ((ns - fromNs) / (toNs - fromNs)) * 100;
          return (
            <span key={ns} className={left > 92 ? styles.last : undefined} style={{ left: `${left}%` }}>
              {ns === 0 ? '0' : formatDurationNs(ns)}
            </span>
          );
        })}
      </div>
    </div>
  );
}
