import { checkQuery } from '@throughline/query-language';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import styles from './query-bar.module.css';

const QueryEditor = lazy(() => import('./query-editor.tsx').then((module) => ({ default: module.QueryEditor })));

interface QueryBarProps {
  /** The query that was asked. */
  readonly query: string;
  readonly hint: string;
  readonly onAsk: (query: string) => void;
  /** Buttons behind the one that asks. */
  readonly children?: ReactNode;
}

/** Where a query is written: Enter or the button asks it. A query with errors is not asked; the first error is said below. */
export function QueryBar({ query, hint, onAsk, children }: QueryBarProps) {
  const [text, setText] = useState(query);
  const [isChecked, setChecked] = useState(true);
  useEffect(() => setText(query), [query]);
  const error = isChecked ? checkQuery(text)[0] : undefined;
  const ask = (): void => {
    setChecked(true);
    if (checkQuery(text).length === 0) onAsk(text.trim());
  };
  const change = (next: string): void => {
    setText(next);
    setChecked(false);
  };
  return (
    <form
      role="search"
      aria-label="Query"
      className={styles.bar}
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <div className={styles.line}>
        <Suspense fallback={<PlainEditor text={text} hint={hint} onChange={change} />}>
          <QueryEditor text={text} hint={hint} onChange={change} onSubmit={ask} />
        </Suspense>
        <button className="primary">Find</button>
        {children}
      </div>
      {error !== undefined && (
        <p role="alert" className={styles.error}>
          {error.message} <span className="dim">(character {error.position.column})</span>
        </p>
      )}
    </form>
  );
}

interface PlainEditorProps {
  readonly text: string;
  readonly hint: string;
  readonly onChange: (text: string) => void;
}

/** What one types into until the real editor is there. */
function PlainEditor({ text, hint, onChange }: PlainEditorProps) {
  return (
    <input
      className={styles.plain}
      aria-label="Query"
      placeholder={hint}
      value={text}
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
