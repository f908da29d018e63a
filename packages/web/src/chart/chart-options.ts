import type uPlot from 'uplot';
import type { TimeChartProps } from './time-chart.tsx';
import { resolveColor } from './token-colors.ts';

type OptionParts = Pick<TimeChartProps, 'series' | 'format'> & { readonly width: number; readonly height: number };

/** Of a character of an axis, about. */
const CHARACTER_WIDTH = 7;
const TICK_WIDTH = 20;

/** uPlot's options in the colours of the page. */
export function createOptions({ series, format, width, height }: OptionParts): uPlot.Options {
  const line = resolveColor('var(--line)');
  const axis = {
    stroke: resolveColor('var(--text-dim)'),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  const formatAxis = (_chart: uPlot, values: number[]): string[] => values.map(format);
  const lines = series.map(({ label, color, dashed }) => ({
    label,
    stroke: resolveColor(color),
    width: 1.5,
    ...(dashed && { dash: [4, 4] }),
    points: { show: false },
    value: (_chart: uPlot, value: number | null) => (value === null ? '–' : format(value)),
  }));
  return {
    width,
    height,
    // Room for half a label at the right end.
    padding: [null, 28, null, null],
    fmtDate: () => (date) => TIME.format(date),
    scales: { y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
    axes: [
      { ...axis, values: undefined },
      { ...axis, size: widthOf, values: formatAxis },
    ],
    series: [{ label: 'Time' }, ...lines],
    legend: { show: true, live: true, isolate: false },
    cursor: { drag: { x: true, y: false, setScale: false }, y: false },
  };
}

/** The labels come late: at first there are none. */
function widthOf(_chart: uPlot, labels: string[] | null): number {
  return TICK_WIDTH + CHARACTER_WIDTH * Math.max(4, ...(labels ?? []).map(({ length }) => length));
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
