import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import styles from './go-to-trace.module.css';

/** Opens the trace whose id somebody has at hand: from a log line, a header, a colleague. */
export function GoToTrace() {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const traceId = traceIdIn(text);
  return (
    <form
      role="search"
      aria-label="Open a trace"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (traceId === undefined) return;
        setText('');
        void navigate({ to: '/trace/$traceId', params: { traceId } });
      }}
    >
      <input
        aria-label="Trace ID"
        aria-invalid={text !== '' && traceId === undefined}
        placeholder="Trace ID or traceparent"
        title="Paste a trace ID or a traceparent header, then press Enter"
        value={text}
        onChange={(event) => setText(event.target.value)}
        spellCheck={false}
        autoComplete="off"
      />
    </form>
  );
}

/** The first 32 hex digits: of the bare id, of a `traceparent`, of a line of a log. */
export function traceIdIn(text: string): string | undefined {
  return /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(text)?.[0].toLowerCase();
}
