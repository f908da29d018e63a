import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PopoverMenu } from '../design/popover-menu.tsx';
import { formatLocalInput, formatTime, labelRange, PRESETS, resolveRange } from './time-range.ts';
import type { TimeRange } from './time-range.ts';
import styles from './time-range-picker.module.css';
import { useTimeRange } from './use-time-range.ts';

/** The button with the range of time, its menu, and the button that asks again. */
export function TimeRangePicker() {
  const [range, setRange] = useTimeRange();
  const label = labelRange(range);
  return (
    <div className={styles.picker}>
      <PopoverMenu label={label} description={`Time range: ${label}`} title="Time range">
        {(close) => {
          const choose = (next: TimeRange): void => {
            setRange(next);
            close();
          };
          return (
            <div className={styles.choices}>
              <Presets range={range} onChoose={choose} />
              <ExactRange key={`${range.start} ${range.end}`} range={range} onChoose={choose} />
            </div>
          );
        }}
      </PopoverMenu>
      <RefreshButton />
    </div>
  );
}

interface ChoiceProps {
  readonly range: TimeRange;
  readonly onChoose: (range: TimeRange) => void;
}

function Presets({ range, onChoose }: ChoiceProps) {
  return (
    <div className={styles.presets}>
      {PRESETS.map(({ start, label }) => (
        <button
          key={start}
          type="button"
          className="quiet"
          aria-pressed={range.start === start && range.end === 'now'}
          onClick={() => onChoose({ start, end: 'now' })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function ExactRange({ range, onChoose }: ChoiceProps) {
  const [{ startMs, endMs }] = useState(() => resolveRange(range));
  const [start, setStart] = useState(formatLocalInput(startMs));
  const [end, setEnd] = useState(formatLocalInput(endMs));
  const isRange = Date.parse(start) < Date.parse(end);
  return (
    <form
      className={styles.exact}
      onSubmit={(event) => {
        event.preventDefault();
        onChoose({ start: formatTime(Date.parse(start)), end: formatTime(Date.parse(end)) });
      }}
    >
      <label>
        From
        <input type="datetime-local" step="1" value={start} onChange={(event) => setStart(event.target.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" step="1" value={end} onChange={(event) => setEnd(event.target.value)} />
      </label>
      <button className="primary" disabled={!isRange}>
        Apply
      </button>
    </form>
  );
}

function RefreshButton() {
  const client = useQueryClient();
  const isFetching = useIsFetching() > 0;
  return (
    <button
      type="button"
      title="Ask again"
      aria-label="Ask again"
      aria-busy={isFetching}
      onClick={() => void client.invalidateQueries()}
    >
      ↻
    </button>
  );
}
