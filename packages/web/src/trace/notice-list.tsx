import { useMemo } from 'react';
import { describeNotices } from './model/incomplete.ts';
import styles from './notice-list.module.css';
import type { TraceView } from './use-trace-view.ts';

interface NoticeListProps {
  readonly view: TraceView;
  readonly onClose: () => void;
}

/** What is odd or missing, and why as far as it can be known. */
export function NoticeList({ view, onClose }: NoticeListProps) {
  const { outline, select, selected } = view;
  const notices = useMemo(() => describeNotices(outline.summary, outline.movedNs), [outline]);
  if (notices.length === 0) return null;
  const goTo = (places: readonly number[]): void => select(places.find((place) => place > selected) ?? places[0]);
  return (
    <section aria-label="What is odd about this trace" className={styles.notices}>
      <ul>
        {notices.map(({ title, explanation, places }) => (
          <li key={title}>
            {places.length > 0 ? (
              <button type="button" className={`quiet ${styles.title}`} onClick={() => goTo(places)} title="Go to it">
                {title}
              </button>
            ) : (
              <strong>{title}</strong>
            )}{' '}
            {explanation}
          </li>
        ))}
      </ul>
      <button type="button" className="quiet" onClick={onClose} aria-label="Hide these notes">
        ✕
      </button>
    </section>
  );
}
