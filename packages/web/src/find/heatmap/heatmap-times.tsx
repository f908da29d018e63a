import type { Heatmap } from '@throughline/hub';
import styles from './heatmap.module.css';

const TICKS = 5;
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const DAY_MS = 86_400_000;

/** The axis of time below the plot. */
export function HeatmapTimes({ heatmap }: { readonly heatmap: Heatmap | undefined }) {
  const startMs = heatmap === undefined ? 0 : Number(BigInt(heatmap.startUnixNano) / 1_000_000n);
  const lengthMs = heatmap === undefined ? 0 : (heatmap.columnCount * heatmap.stepNs) / 1e6;
  const format = lengthMs > DAY_MS / 2 ? DAY_AND_TIME : TIME;
  return (
    <div className={styles.times} aria-hidden="true">
      {heatmap !== undefined &&
        Array.from({ length: TICKS }, (_, index) => (
          <span key={index}>{format.format(startMs + (lengthMs * index) / (TICKS - 1))}</span>
        ))}
    </div>
  );
}
