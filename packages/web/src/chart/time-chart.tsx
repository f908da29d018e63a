import { useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { createOptions } from './chart-options.ts';
import { describeSeries } from './describe-series.ts';
import { ExemplarDots } from './exemplar-dots.tsx';
import type { Exemplar } from './exemplar-dots.tsx';
import styles from './time-chart.module.css';
import { useDarkScheme } from './token-colors.ts';

/** A line: a value for each time, `null` where there is none. */
export interface Series {
  readonly label: string;
  /** For CSS. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
}

export interface TimeChartProps {
  readonly title: string;
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** A value with its unit. */
  readonly format: (value: number) => string;
  readonly exemplars?: readonly Exemplar[];
  /** Somebody has drawn across a part of the time. */
  readonly onSelect?: (startMs: number, endMs: number) => void;
}

const HEIGHT = 180;

/** Lines over time. What they show is said in words, too. */
export function TimeChart(props: TimeChartProps) {
  const { title, times, series, format, exemplars = [], onSelect } = props;
  const isDark = useDarkScheme();
  const frame = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<uPlot>();
  const [drawn, setDrawn] = useState(0);
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  });
  const descriptionId = useId();

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const options = createOptions({ series, format, width: element.clientWidth, height: HEIGHT });
    options.hooks = {
      draw: [() => setDrawn((count) => count + 1)],
      setSelect: [(chart) => reportSelection(chart, select.current)],
    };
    const chart = new uPlot(options, [times as number[], ...series.map(({ values }) => values as number[])], element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    setPlot(chart);
    return () => {
      observer.disconnect();
      chart.destroy();
      setPlot(undefined);
    };
  }, [times, series, format, isDark]);

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        <ul className={styles.legend}>
          {series.map(({ label, color }) => (
            <li key={label}>
              <span className={styles.key} style={{ background: color }} /> {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div className={styles.body}>
        <div ref={frame} role="img" aria-label={title} aria-describedby={descriptionId} style={{ minHeight: HEIGHT }} />
        {plot !== undefined && <ExemplarDots key={drawn} plot={plot} exemplars={exemplars} format={format} />}
      </div>
      <p id={descriptionId} className="visually-hidden">
        {series.map((one) => describeSeries(one, format)).join(' ')}
      </p>
    </figure>
  );
}

function reportSelection(chart: uPlot, onSelect: TimeChartProps['onSelect']): void {
  const { left, width } = chart.select;
  if (width < 4) return;
  const [from, to] = [left, left + width].map((x) => chart.posToVal(x, 'x') * 1000);
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onSelect?.(from, to);
}
