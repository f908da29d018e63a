import { Link } from '@tanstack/react-router';
import type { AttributeValue } from '@throughline/hub';
import { useState } from 'react';
import { CopyButton } from '../../design/copy-button.tsx';
import { fieldOf, formatCondition } from '../../query-bar/model/edit-query.ts';
import { formatValue, isComparable } from '../model/attribute-text.ts';
import styles from './attribute-list.module.css';

const LONG_TEXT = 400;

interface AttributeListProps {
  readonly title: string;
  readonly entries: readonly (readonly [string, AttributeValue])[];
  /** Where a query finds them. */
  readonly scope: 'span' | 'resource' | 'baggage' | 'event';
  readonly isOpen?: boolean;
}

/** Attributes by name, each to copy and to filter by. Nothing for none. */
export function AttributeList({ title, entries, scope, isOpen = false }: AttributeListProps) {
  if (entries.length === 0) return null;
  return (
    <details open={isOpen}>
      <summary>
        {title} ({entries.length})
      </summary>
      <AttributeTable entries={entries} scope={scope} />
    </details>
  );
}

/** The same without a title. */
export function AttributeTable({ entries, scope }: Pick<AttributeListProps, 'entries' | 'scope'>) {
  return (
    <dl className={styles.list}>
      {entries.map(([key, value]) => (
        <div key={key} className={styles.entry}>
          <dt>{key}</dt>
          <dd>
            <ValueText text={formatValue(value)} isText={typeof value === 'string'} />
            <span className={styles.actions}>
              <CopyButton text={formatValue(value)} label={`Copy the value of ${key}`} />
              {isComparable(value) && (
                <Link
                  to="/"
                  search={{ q: formatCondition(fieldOf(key, scope), String(value)) }}
                  title="Find spans like this"
                  aria-label={`Find spans with this ${key}`}
                >
                  Find
                </Link>
              )}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ValueText({ text, isText }: { readonly text: string; readonly isText: boolean }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? text : text.slice(0, LONG_TEXT);
  return (
    <span className={isText ? styles.value : `${styles.value} ${styles.typed}`}>
      {shown === '' ? <span className="dim">(empty)</span> : shown}
      {text.length > LONG_TEXT && (
        <button type="button" className="quiet" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'less' : `… ${(text.length - LONG_TEXT).toLocaleString('en')} characters more`}
        </button>
      )}
    </span>
  );
}
