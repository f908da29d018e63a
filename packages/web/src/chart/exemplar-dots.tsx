import { Link } from '@tanstack/react-router';
import type uPlot from 'uplot';
import { toMs } from '../time/moment-text.ts';
import { spreadDots } from './spread-dots.ts';
import type { Dot } from './spread-dots.ts';
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

/** About the size of a dot. */
const APART_PX = 10;

/** A dot for each exemplar, which opens its trace. Of those that would cover each other the greatest is shown. */
export function ExemplarDots({ plot, exemplars, format }: ExemplarDotsProps) {
  return spreadDots(placeDots(plot, exemplars), APART_PX).map(({ exemplar, left, top }) => {
    const { traceId, spanId, timeUnixNano, value } = exemplar;
    return (
      <Link
        key={`${traceId} ${spanId} ${timeUnixNano}`}
        to="/trace/$traceId"
        params={{ traceId }}
        search={{ span: spanId }}
        className={styles.exemplar}
        style={{ left, top }}
        title={`${format(value)} · trace ${traceId}`}
        aria-label={`Trace of ${format(value)}`}
      />
    );
  });
}

function placeDots(plot: uPlot, exemplars: readonly Exemplar[]): Dot[] {
  const ratio = devicePixelRatio;
  const [plotLeft, plotTop, width, height] = [plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height].map(
    (pixels) => pixels / ratio,
  );
  return exemplars.flatMap((exemplar) => {
    const x = plot.valToPos(toMs(exemplar.timeUnixNano) / 1000, 'x');
    const y = plot.valToPos(exemplar.value, 'y');
    if (x < 0 || x > width || Number.isNaN(y)) return [];
    return [{ exemplar, left: plotLeft + x, top: plotTop + Math.min(Math.max(y, 0), height) }];
  });
}
