import type { SpanEvent } from '@throughline/hub';
import { formatDurationNs } from '../../design/quantity.ts';
import { formatExactMoment } from '../../time/moment-text.ts';
import { formatValue } from '../model/attribute-text.ts';
import { AttributeTable } from './attribute-list.tsx';
import styles from './event-list.module.css';

interface EventListProps {
  readonly events: readonly SpanEvent[];
  readonly startUnixNano: string;
}

/** What happened within the span. Exceptions come with their stack. */
export function EventList({ events, startUnixNano }: EventListProps) {
  if (events.length === 0) return null;
  return (
    <details open>
      <summary>Events ({events.length})</summary>
      <ul className={styles.list}>
        {events.map((event, index) => (
          <li key={index}>
            <strong>{event.name}</strong>{' '}
            <span className="dim number" title={formatExactMoment(event.timeUnixNano)}>
              at {formatDurationNs(Number(BigInt(event.timeUnixNano) - BigInt(startUnixNano)))}
            </span>
            {event.name === 'exception' ? <Exception event={event} /> : <EventAttributes event={event} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

const EXCEPTION_KEYS = new Set(['exception.type', 'exception.message', 'exception.stacktrace']);

function Exception({ event }: { readonly event: SpanEvent }) {
  const { attributes } = event;
  const text = (key: string): string => (attributes[key] === undefined ? '' : formatValue(attributes[key]));
  const stack = text('exception.stacktrace');
  return (
    <div className={styles.exception}>
      <p className={styles.message}>
        <strong>{text('exception.type')}</strong> {text('exception.message')}
      </p>
      {stack !== '' && (
        <pre className={styles.stack} tabIndex={0} aria-label="Stack">
          {stack.split('\n').map((line, index) => (
            <span
              key={index}
              className={line.includes('/node_modules/') || line.includes('node:internal') ? 'dim' : undefined}
            >
              {line}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      <AttributeTable entries={Object.entries(attributes).filter(([key]) => !EXCEPTION_KEYS.has(key))} scope="event" />
    </div>
  );
}

function EventAttributes({ event }: { readonly event: SpanEvent }) {
  return <AttributeTable entries={Object.entries(event.attributes)} scope="event" />;
}
