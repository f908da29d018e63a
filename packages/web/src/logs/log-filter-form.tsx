import { useState } from 'react';
import { useServices } from '../services/queries.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import type { LogFilter } from './queries.ts';
import styles from './logs-page.module.css';

const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

interface LogFilterFormProps {
  readonly filter: LogFilter;
  readonly isLive: boolean;
  readonly onFilter: (filter: LogFilter) => void;
  readonly onLive: (isLive: boolean) => void;
}

/** Which records are shown. Choices act at once; the query when it is sent. */
export function LogFilterForm({ filter, isLive, onFilter, onLive }: LogFilterFormProps) {
  const [range] = useTimeRange();
  const services = useServices(range).data?.services ?? [];
  const [text, setText] = useState(filter.q ?? '');
  const names = new Set([
    ...services.map(({ name }) => name),
    ...(filter.service === undefined ? [] : [filter.service]),
  ]);
  return (
    <form
      role="search"
      aria-label="Log records"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ ...filter, q: text.trim() });
      }}
    >
      <input
        aria-label="Query"
        className={styles.query}
        placeholder="words, or: body =~ “timeout” AND customer_id=…"
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <Choice
        label="Service"
        value={filter.service}
        choices={[...names]}
        onChoose={(service) => onFilter({ ...filter, service })}
      />
      <Choice
        label="Severity"
        value={filter.severity}
        choices={SEVERITIES}
        onChoose={(severity) => onFilter({ ...filter, severity })}
      />
      <button className="primary">Find</button>
      <button type="button" aria-pressed={isLive} onClick={() => onLive(!isLive)}>
        Live
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly string[];
  readonly onChoose: (value: string | undefined) => void;
}

function Choice({ label, value = '', choices, onChoose }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChoose(event.target.value || undefined)}>
      <option value="">{label}: all</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {label === 'Severity' ? `${choice} and above` : choice}
        </option>
      ))}
    </select>
  );
}
