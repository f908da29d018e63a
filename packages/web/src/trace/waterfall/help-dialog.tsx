import { useEffect, useRef } from 'react';
import styles from './help-dialog.module.css';

const KEYS = [
  ['j  k  ↓  ↑', 'next, previous span'],
  ['h  ←', 'fold the span, or go to its parent'],
  ['l  →', 'unfold the span, or go to its first child'],
  ['/', 'search in this trace: words, or a query'],
  ['n  N', 'next, previous match'],
  ['+  −  0', 'closer, further, the whole trace'],
  ['Home  End', 'first, last span'],
  ['Esc', 'close the span'],
  ['?', 'this help'],
] as const;

const MARKS = [
  ['✖', 'the span has failed'],
  ['⚠', 'something is odd about it: see above the waterfall, or its panel'],
  ['↗', 'it links to other spans'],
  ['line below a bar', 'critical path: had this been shorter, the trace would have ended sooner'],
  ['tick on a bar', 'an event'],
  ['dashed bar', 'moved to correct the clock of its machine'],
] as const;

/** Keys and marks of the waterfall. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} onClose={onClose} aria-label="Keys and marks">
      <h2>Keys, while the waterfall has the focus</h2>
      <Pairs pairs={KEYS} />
      <h2>Marks</h2>
      <Pairs pairs={MARKS} />
      <form method="dialog">
        <button className="primary">Close</button>
      </form>
    </dialog>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }) {
  return (
    <dl className={styles.pairs}>
      {pairs.map(([term, meaning]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
