import { Link } from '@tanstack/react-router';
import type { TreeSpan } from '@throughline/hub';
import { useState } from 'react';
import { CopyButton } from '../../design/copy-button.tsx';
import { Duration } from '../../design/duration.tsx';
import { formatDurationNs } from '../../design/quantity.ts';
import { ServiceName } from '../../design/service-name.tsx';
import { ErrorState, LoadingState } from '../../design/states.tsx';
import { Moment } from '../../time/moment.tsx';
import { splitBaggage } from '../model/attribute-text.ts';
import { describeDropped } from '../model/incomplete.ts';
import { toTraceRequest } from '../model/otlp-json.ts';
import { useSpanAt, useTraceLogs } from '../queries.ts';
import { LogLines } from '../trace-logs.tsx';
import type { TraceView } from '../use-trace-view.ts';
import { AttributeList } from './attribute-list.tsx';
import { EventList } from './event-list.tsx';
import { LinkList } from './link-list.tsx';
import styles from './span-panel.module.css';

/** Everything about the selected span. */
export function SpanPanel({ view }: { readonly view: TraceView }) {
  const { outline, selected, select } = view;
  const { data, error, isPending, isPlaceholderData, refetch } = useSpanAt(outline.summary.traceId, selected);
  return (
    <aside className={styles.panel} aria-label="Span" aria-busy={isPlaceholderData} tabIndex={-1}>
      <button type="button" className={`quiet ${styles.close}`} onClick={() => select(-1)} aria-label="Close the span">
        ✕
      </button>
      {isPending && <LoadingState label="Loading the span" rows={8} />}
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <SpanDetails span={data} movedNs={isPlaceholderData ? 0 : (outline.movedNs?.[selected] ?? 0)} />
      )}
    </aside>
  );
}

const ISSUE_TEXTS: Readonly<Record<TreeSpan['issues'][number], string>> = {
  orphan: 'Its parent is not in the store: not sampled, dropped, late, or sent elsewhere.',
  'duplicate-id': 'Another span of the trace has the same ID.',
  cycle: 'Its parents form a ring, which was cut here.',
  'clock-skew': 'It starts before its parent, which ran elsewhere: the two clocks differ.',
  'invalid-time': 'Its start is 0, or its end lies before its start.',
};

function SpanDetails({ span, movedNs }: { readonly span: TreeSpan; readonly movedNs: number }) {
  const { own, baggage } = splitBaggage(span.attributes);
  const remarks = [
    ...span.issues.map((issue) => ISSUE_TEXTS[issue]),
    movedNs > 0 ? `It is drawn ${formatDurationNs(movedNs)} later than it was sent.` : undefined,
    describeDropped(span.dropped),
  ].filter((text) => text !== undefined);
  return (
    <>
      <h2 className={styles.title}>{span.name === '' ? '(no name)' : span.name}</h2>
      <div className={styles.facts}>
        <ServiceName name={span.service} />
        <span>{span.kind}</span>
        <strong>
          <Duration ns={span.durationNs} />
        </strong>
        <span className="dim">own {formatDurationNs(span.selfNs)}</span>
        <span className="dim">
          starts at {formatDurationNs(span.offsetNs)}, <Moment unixNano={span.startUnixNano} />
        </span>
        {span.critical && <span>on the critical path</span>}
      </div>
      {span.status === 'error' && (
        <p className={styles.failure}>Failed{span.statusMessage === '' ? '' : `: ${span.statusMessage}`}</p>
      )}
      {span.status === 'ok' && <p>Status: ok {span.statusMessage}</p>}
      {remarks.map((text) => (
        <p key={text} className={styles.warning}>
          {text}
        </p>
      ))}
      <EventList events={span.events} startUnixNano={span.startUnixNano} />
      <AttributeList title="Attributes" entries={own} scope="span" isOpen />
      <AttributeList title="Baggage" entries={baggage} scope="baggage" isOpen />
      <LinkList span={span} />
      <SpanLogs span={span} />
      <AttributeList
        title="Resource"
        entries={Object.entries(span.resource).toSorted(([a], [b]) => (a < b ? -1 : 1))}
        scope="resource"
      />
      <Identity span={span} />
    </>
  );
}

function SpanLogs({ span }: { readonly span: TreeSpan }) {
  const { data } = useTraceLogs(span.traceId, span.spanId);
  if (data === undefined || data.logs.length === 0) return null;
  return (
    <details open>
      <summary>Logs ({data.logs.length})</summary>
      <LogLines logs={data.logs.toReversed()} />
    </details>
  );
}

function Identity({ span }: { readonly span: TreeSpan }) {
  const { spanId, parentSpanId, scope, traceState } = span;
  return (
    <>
      <details>
        <summary>Identity</summary>
        <dl className={styles.identity}>
          <dt>Span ID</dt>
          <dd>
            <code>{spanId}</code> <CopyButton text={spanId} label="Copy the span ID" />
          </dd>
          <dt>Parent</dt>
          <dd>
            <code>{parentSpanId === '' ? 'none' : parentSpanId}</code>
          </dd>
          <dt>Scope</dt>
          <dd>
            {scope.name} {scope.version}
          </dd>
          {traceState !== '' && (
            <>
              <dt>tracestate</dt>
              <dd>
                <code>{traceState}</code>
              </dd>
            </>
          )}
        </dl>
        <Link to="/" search={{ q: `spanId=${spanId}`, start: '-7d' }}>
          Find this span
        </Link>
      </details>
      <RawSpan span={span} />
    </>
  );
}

/** As it may have been sent. Written only when somebody looks. */
function RawSpan({ span }: { readonly span: TreeSpan }) {
  const [isOpen, setOpen] = useState(false);
  const raw = isOpen ? JSON.stringify(toTraceRequest([span]), undefined, 2) : '';
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>OTLP/JSON</summary>
      <CopyButton text={raw} label="Copy the span as OTLP/JSON" />
      <pre className={styles.raw} tabIndex={0}>
        {raw}
      </pre>
    </details>
  );
}
