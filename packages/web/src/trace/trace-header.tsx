import { useNavigate } from '@tanstack/react-router';
import { CopyButton } from '../design/copy-button.tsx';
import { Duration } from '../design/duration.tsx';
import { formatCount } from '../design/quantity.ts';
import { ServiceName } from '../design/service-name.tsx';
import { Moment } from '../time/moment.tsx';
import { rememberCompared, rememberedTrace } from './compare/compared-trace.ts';
import { DownloadButton } from './download-button.tsx';
import type { Outline } from './model/outline.ts';
import { FLAG_ERROR } from './model/outline.ts';
import styles from './trace-header.module.css';
import type { TraceView } from './use-trace-view.ts';

interface TraceHeaderProps {
  readonly outline: Outline;
  readonly view: TraceView;
}

/** What the trace is, in one line, and what one can do with it. */
export function TraceHeader({ outline, view }: TraceHeaderProps) {
  const { traceId, rootService, rootName, durationNs, spanCount, errorCount, services, startUnixNano } =
    outline.summary;
  const goToError = (): void => {
    const after = (from: number): number =>
      outline.flags.findIndex((flags, place) => place > from && (flags & FLAG_ERROR) !== 0);
    const next = after(view.selected);
    view.select(next < 0 ? after(-1) : next);
  };
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <ServiceName name={rootService} />
        <strong title={rootName}>{rootName === '' ? '(no name)' : rootName}</strong>
      </div>
      <div className={styles.facts}>
        <strong>
          <Duration ns={durationNs} />
        </strong>
        <span>
          {formatCount(spanCount)} {spanCount === 1 ? 'span' : 'spans'}
        </span>
        {errorCount > 0 && (
          <button
            type="button"
            className={`quiet error-text ${styles.errors}`}
            onClick={goToError}
            title="Go to the next error"
          >
            {formatCount(errorCount)} {errorCount === 1 ? 'error' : 'errors'}
          </button>
        )}
        <span>
          {services.length} {services.length === 1 ? 'service' : 'services'}
        </span>
        <Moment unixNano={startUnixNano} />
        <span className={styles.id}>
          <code title={traceId}>{traceId.slice(0, 8)}…</code>
          <CopyButton text={traceId} label="Copy the trace ID" />
        </span>
        <CompareButton traceId={traceId} />
        <DownloadButton traceId={traceId} />
      </div>
    </header>
  );
}

/** Two clicks compare: the first keeps this trace, the second, on another, opens both. */
function CompareButton({ traceId }: { readonly traceId: string }) {
  const navigate = useNavigate();
  const kept = rememberedTrace();
  const compare = (): void => {
    rememberCompared(traceId);
    const other = kept === traceId ? undefined : kept;
    void navigate({ to: '/compare', search: other === undefined ? { a: traceId } : { a: other, b: traceId } });
  };
  return (
    <button type="button" className="quiet" onClick={compare} title="Compare with another trace">
      Compare
    </button>
  );
}
