import { Link } from '@tanstack/react-router';
import type uPlot from 'uplot';
import { toMs } from '../time/moment-text.ts';
import styles from './time-chart.module.css';

/** A value that was measured in a trace. */
export interface Exemplar {
  readonly timeUnixNano: string;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

interface ExemplarDotsProps {
  readonly plot: uPlot;
  readonly exemplars: readonly Exemplar[];
  readonly format: (value: number) => string;
}

/** A dot for each exemplar, which opens its trace. */
export function ExemplarDots({ plot, exemplars, format }: ExemplarDotsProps) {
  const { left: plotLeft, top: plotTop, width, height } = plot.bbox;
  const ratio = devicePixelRatio;
  return exemplars.map((exemplar) => {
    const x = plot.valToPos(toMs(exemplar.timeUnixNano) / 1000, 'x');
    const y = plot.valToPos(exemplar.value, 'y');
    if (x < 0 || x > width / ratio || Number.isNaN(y)) return null;
    const { traceId, spanId, value } = exemplar;
    const place = { left: plotLeft / ratio + x, top: plotTop / ratio + Math.min(Math.max(y, 0), height / ratio) };
    return (
      <Link
        key={`${traceId} ${spanId} ${exemplar.timeUnixNano}`}
        to="/trace/$traceId"
        params={{ traceId }}
        search={{ span: spanId }}
        className={styles.exemplar}
        style={place}
        title={`${format(value)} · trace ${traceId}`}
        aria-label={`Trace of ${format(value)}`}
      />
    );
  });
}
