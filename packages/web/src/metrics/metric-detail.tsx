import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { MetricInfo, MetricSeriesList } from '@throughline/hub';
import { useCallback, useMemo } from 'react';
import { TimeChart } from '../chart/time-chart.tsx';
import { formatCount } from '../design/quantity.ts';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { formatTime } from '../time/time-range.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { chartLines, columnGroups } from './model/chart-series.ts';
import { unitFormat } from './model/unit.ts';
import { useMetricSeries } from './queries.ts';
import styles from './metrics-page.module.css';

const route = getRouteApi('/metric-explorer');

/** One metric: what it is, its chart, and how it is taken apart. */
export function MetricDetail({ metric }: { readonly metric: MetricInfo }) {
  const [range] = useTimeRange();
  const { by, service } = route.useSearch();
  const navigate = useNavigate({ from: '/metric-explorer' });
  const { data, error, refetch } = useMetricSeries(metric.name, { by, service }, range);
  const change = (next: { readonly by?: string; readonly service?: string }): void =>
    void navigate({ search: (before) => ({ ...before, ...next }) });
  return (
    <section aria-label={metric.name} className={styles.detail}>
      <h2 className={styles.title}>{metric.name}</h2>
      {metric.description !== '' && <p>{metric.description}</p>}
      <div className={styles.choices}>
        <Choice
          label="By"
          value={by}
          choices={metric.attributeKeys}
          all="all together"
          onChoose={(next) => change({ by: next })}
        />
        <Choice
          label="Service"
          value={service}
          choices={metric.services}
          all="all"
          onChoose={(next) => change({ service: next })}
        />
      </div>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingState label="Loading points" />}
      {error === null && data !== undefined && <Chart list={data} />}
    </section>
  );
}

function Chart({ list }: { readonly list: MetricSeriesList }) {
  const { name, kind, unit, columns, stepSeconds, omittedSeries, exemplars } = list;
  const groups = columnGroups(columns);
  const { column = groups[0] } = route.useSearch();
  const group = groups.includes(column) ? column : groups[0];
  const navigate = useNavigate({ from: '/metric-explorer' });
  const [, setRange] = useTimeRange();
  const select = useCallback(
    (startMs: number, endMs: number) => setRange({ start: formatTime(startMs), end: formatTime(endMs) }),
    [setRange],
  );
  const { times, lines } = useMemo(() => chartLines(list, group), [list, group]);
  const isDistribution = kind.endsWith('histogram') || kind === 'summary';
  const format = useMemo(() => unitFormat(unit, group, isDistribution), [unit, group, isDistribution]);
  const hasExemplars = group === 'quantiles' || !isDistribution;
  const hidden = list.series.length + omittedSeries - Math.min(list.series.length, lines.length);
  return (
    <>
      <div role="group" aria-label="What is shown" className={styles.choices}>
        {groups.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === group}
            onClick={() => void navigate({ search: (before) => ({ ...before, column: one }) })}
          >
            {one}
          </button>
        ))}
      </div>
      <TimeChart
        title={`${name}, ${group}`}
        times={times}
        series={lines}
        format={format}
        exemplars={hasExemplars ? exemplars : []}
        onSelect={select}
      />
      <p className="dim">
        One point every {formatCount(stepSeconds)} s.
        {hasExemplars &&
          exemplars.length > 0 &&
          ' A diamond opens the trace in which its value was recorded; of those close together the greatest is drawn.'}
        {hidden > 0 && ` ${formatCount(hidden)} more series are not drawn.`}
      </p>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly string[];
  readonly all: string;
  readonly onChoose: (value: string | undefined) => void;
}

function Choice({ label, value = '', choices, all, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChoose(event.target.value || undefined)}>
        <option value="">{all}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}
