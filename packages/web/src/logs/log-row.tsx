import { Link } from '@tanstack/react-router';
import type { Attributes, AttributeValue, LogRecord } from '@throughline/hub';
import { memo, useState } from 'react';
import { CopyButton } from '../design/copy-button.tsx';
import { ServiceName } from '../design/service-name.tsx';
import { fieldOf, formatCondition } from '../query-bar/model/edit-query.ts';
import { Moment } from '../time/moment.tsx';
import { firstLine, formatValue } from './model/body-text.ts';
import styles from './log-row.module.css';

interface LogRowProps {
  readonly record: LogRecord;
  /** Adds a condition to the query. */
  readonly onFilter: (condition: string) => void;
}

/** A record: one line, which opens to everything there is. */
export const LogRow = memo(function LogRow({ record, onFilter }: LogRowProps) {
  const [isOpen, setOpen] = useState(false);
  const { timeUnixNano, severity, severityText, service, body, eventName } = record;
  return (
    <li className={styles.item}>
      <button type="button" className={`quiet ${styles.row}`} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Moment unixNano={timeUnixNano} />
        <span className={styles.severity} data-severity={severity} title={severityText}>
          {severity === '' ? '–' : severity}
        </span>
        <ServiceName name={service} />
        <span className={styles.body}>{firstLine(body === '' || body === null ? eventName : body)}</span>
      </button>
      {isOpen && <LogDetail record={record} onFilter={onFilter} />}
    </li>
  );
});

function LogDetail({ record, onFilter }: LogRowProps) {
  const { traceId, spanId, body, attributes, resource, scopeName } = record;
  const text = formatValue(body);
  return (
    <div className={styles.detail}>
      <pre className={styles.text}>{text}</pre>
      <p className={styles.links}>
        {traceId === '' ? (
          <span className="dim">Written outside any span.</span>
        ) : (
          <Link to="/trace/$traceId" params={{ traceId }} search={spanId === '' ? {} : { span: spanId }}>
            Open its span in the trace
          </Link>
        )}
        <CopyButton text={JSON.stringify(record, undefined, 2)} label="Copy the record as JSON" />
      </p>
      <AttributeTable title="Attributes" attributes={attributes} fieldOf={(key) => fieldOf(key)} onFilter={onFilter} />
      <AttributeTable
        title="Resource"
        attributes={resource}
        fieldOf={(key) => fieldOf(key, 'resource')}
        onFilter={onFilter}
      />
      {scopeName !== '' && <p className="dim">Logger: {scopeName}</p>}
    </div>
  );
}

interface AttributeTableProps {
  readonly title: string;
  readonly attributes: Attributes;
  readonly fieldOf: (key: string) => string;
  readonly onFilter: (condition: string) => void;
}

function AttributeTable({ title, attributes, fieldOf: toField, onFilter }: AttributeTableProps) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <table className={styles.attributes}>
      <caption>{title}</caption>
      <tbody>
        {entries.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td className="mono">{formatValue(value)}</td>
            <td>
              {isScalar(value) && (
                <button
                  type="button"
                  className="quiet"
                  aria-label={`Only records with this ${key}`}
                  onClick={() => onFilter(conditionOf(toField(key), value))}
                >
                  filter
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** In quotes a number would be a text. */
function conditionOf(field: string, value: AttributeValue): string {
  return typeof value === 'string' ? formatCondition(field, value) : `${field}=${String(value)}`;
}

function isScalar(value: AttributeValue): boolean {
  return value !== null && typeof value !== 'object';
}
