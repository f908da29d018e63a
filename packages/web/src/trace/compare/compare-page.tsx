import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { traceIdIn } from '../../app/go-to-trace.tsx';
import { Duration } from '../../design/duration.tsx';
import { formatCount } from '../../design/quantity.ts';
import { ServiceName } from '../../design/service-name.tsx';
import { Page } from '../../design/page.tsx';
import { ErrorState, LoadingState } from '../../design/states.tsx';
import { Moment } from '../../time/moment.tsx';
import { mergeCallPaths } from '../model/call-paths.ts';
import { comparePaths } from '../model/compare.ts';
import type { Outline } from '../model/outline.ts';
import { useOutline } from '../queries.ts';
import { ComparedRow } from './compared-row.tsx';
import styles from './compare-page.module.css';

const route = getRouteApi('/compare');
const SHOWN = 1000;

/** Two traces beside each other, call path by call path. */
export function ComparePage() {
  const { a = '', b = '' } = route.useSearch();
  return (
    <Page title="Compare two traces">
      <div className={styles.choices}>
        <TraceChoice side="a" label="First trace" traceId={a} />
        <TraceChoice side="b" label="Second trace" traceId={b} />
      </div>
      {a !== '' && b !== '' ? (
        <Comparison key={`${a} ${b}`} a={a} b={b} />
      ) : (
        <p>Paste the ID of the other trace, or open it and choose Compare there: the first one is kept.</p>
      )}
    </Page>
  );
}

interface TraceChoiceProps {
  readonly side: 'a' | 'b';
  readonly label: string;
  readonly traceId: string;
}

function TraceChoice({ side, label, traceId }: TraceChoiceProps) {
  const navigate = useNavigate();
  const [text, setText] = useState(traceId);
  const found = traceIdIn(text);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (found !== undefined) void navigate({ to: '/compare', search: (before) => ({ ...before, [side]: found }) });
      }}
    >
      <label>
        {label}
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          placeholder="Trace ID"
        />
      </label>
      <button disabled={found === undefined}>Show</button>
    </form>
  );
}

function Comparison({ a, b }: { readonly a: string; readonly b: string }) {
  const left = useOutline(a);
  const right = useOutline(b);
  if (left.isPending || right.isPending) return <LoadingState label="Loading two traces" />;
  if (left.data === undefined) return <ErrorState error={left.error} onRetry={() => void left.refetch()} />;
  if (right.data === undefined) return <ErrorState error={right.error} onRetry={() => void right.refetch()} />;
  return <ComparisonTable a={left.data} b={right.data} />;
}

function ComparisonTable({ a, b }: { readonly a: Outline; readonly b: Outline }) {
  const [isOnlyDifferent, setOnlyDifferent] = useState(false);
  const paths = useMemo(() => comparePaths(mergeCallPaths(a), mergeCallPaths(b)), [a, b]);
  const largestNs = paths.reduce((most, { differenceNs }) => Math.max(most, Math.abs(differenceNs)), 1);
  const shown = isOnlyDifferent
    ? paths.filter((path) => path.a?.count !== path.b?.count || Math.abs(path.differenceNs) > largestNs / 100)
    : paths;
  return (
    <>
      <div className={styles.choices}>
        <Summary outline={a} />
        <Summary outline={b} />
      </div>
      <label className={styles.filter}>
        <input type="checkbox" checked={isOnlyDifferent} onChange={(event) => setOnlyDifferent(event.target.checked)} />{' '}
        Only what differs
      </label>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Call paths of both traces">
        <table>
          <thead>
            <tr>
              <th>Call path</th>
              <th className="number">First</th>
              <th className="number">Second</th>
              <th className={styles.difference}>Second minus first</th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, SHOWN).map((path, index) => (
              <ComparedRow key={index} path={path} largestNs={largestNs} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > SHOWN && (
        <p>
          The first {formatCount(SHOWN)} of {formatCount(shown.length)} call paths.
        </p>
      )}
    </>
  );
}

function Summary({ outline: { summary } }: { readonly outline: Outline }) {
  return (
    <div className={styles.summary}>
      <Link to="/trace/$traceId" params={{ traceId: summary.traceId }}>
        {summary.rootName}
      </Link>{' '}
      <ServiceName name={summary.rootService} />
      <p>
        <Duration ns={summary.durationNs} /> · {formatCount(summary.spanCount)} spans ·{' '}
        {formatCount(summary.errorCount)} errors · <Moment unixNano={summary.startUnixNano} />
      </p>
    </div>
  );
}
