import { Link } from '@tanstack/react-router';
import type { Span } from '@throughline/hub';
import { memo, useState } from 'react';
import { Duration } from '../../design/duration.tsx';
import { formatCount } from '../../design/quantity.ts';
import { ServiceName } from '../../design/service-name.tsx';
import { EmptyState, ErrorState } from '../../design/states.tsx';
import { Moment } from '../../time/moment.tsx';
import styles from './live-tail.module.css';
import { useTail } from './use-tail.ts';

const STATES = { connecting: 'Connecting …', open: 'Listening', gone: 'The hub is gone; trying again …' };

/** Spans as they arrive. While one reads, with the pointer or the focus in the list, nothing moves. */
export function LiveTail({ query }: { readonly query: string }) {
  const [isReading, setReading] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const { buffer, state, error, resume } = useTail(query, isReading || isHeld);
  const { shown, waiting, omitted } = buffer;
  const leave = (): void => {
    setReading(false);
    if (!isHeld) resume();
  };
  const toggle = (): void => {
    setHeld(!isHeld);
    if (isHeld) resume();
  };
  if (error !== undefined) return <ErrorState error={error} />;
  return (
    <section aria-label="Live spans" className={styles.tail}>
      <div className={styles.heading}>
        <span role="status">{STATES[state]}</span>
        <button type="button" aria-pressed={isHeld} onClick={toggle}>
          {isHeld ? 'Go on' : 'Pause'}
        </button>
        {waiting.length > 0 && (
          <button type="button" onClick={resume}>
            Show {formatCount(waiting.length)} new
          </button>
        )}
        {omitted > 0 && <span className="dim">{formatCount(omitted)} more were too many to show</span>}
      </div>
      {shown.length === 0 && waiting.length === 0 ? (
        <EmptyState title="Spans appear here as they arrive." />
      ) : (
        <ul
          onPointerEnter={() => setReading(true)}
          onPointerLeave={leave}
          onFocus={() => setReading(true)}
          onBlur={leave}
        >
          {shown.map((span) => (
            <TailRow key={`${span.traceId} ${span.spanId}`} span={span} />
          ))}
        </ul>
      )}
    </section>
  );
}

const TailRow = memo(function TailRow({ span }: { readonly span: Span }) {
  const { traceId, spanId, service, name, startUnixNano, durationNs, status } = span;
  return (
    <li className={styles.item}>
      <Link to="/trace/$traceId" params={{ traceId }} search={{ span: spanId }} className={styles.row}>
        <Moment unixNano={startUnixNano} />
        <ServiceName name={service} />
        <span className={styles.name}>{name}</span>
        {status === 'error' ? <span className="error-text">error</span> : <span />}
        <Duration ns={durationNs} />
      </Link>
    </li>
  );
});
