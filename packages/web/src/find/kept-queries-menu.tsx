import { useEffect, useState } from 'react';
import { PopoverMenu } from '../design/popover-menu.tsx';
import { addRecent, parseKept, toggleSaved } from './model/kept-queries.ts';
import type { KeptQueries } from './model/kept-queries.ts';
import styles from './kept-queries-menu.module.css';

const KEY = 'throughline.queries';

interface KeptQueriesMenuProps {
  readonly query: string;
  readonly onChoose: (query: string) => void;
}

/** Recent and saved queries. Whatever is asked becomes recent. */
export function KeptQueriesMenu({ query, onChoose }: KeptQueriesMenuProps) {
  const [kept, setKept] = useState(() => parseKept(localStorage.getItem(KEY)));
  const keep = (change: (kept: KeptQueries) => KeptQueries): void =>
    setKept((before) => {
      const next = change(before);
      localStorage.setItem(KEY, JSON.stringify(next));
      return next;
    });
  useEffect(() => keep((before) => addRecent(before, query)), [query]);
  const isSaved = kept.saved.includes(query);
  return (
    <PopoverMenu label="Queries" title="Recent and saved queries">
      {(close) => {
        const choose = (chosen: string): void => {
          close();
          onChoose(chosen);
        };
        return (
          <div className={styles.lists}>
            {query !== '' && (
              <button type="button" onClick={() => keep((before) => toggleSaved(before, query))}>
                {isSaved ? 'Forget this query' : 'Save this query'}
              </button>
            )}
            <QueryList title="Saved" queries={kept.saved} onChoose={choose} />
            <QueryList title="Recent" queries={kept.recent} onChoose={choose} />
            <QueryList title="Examples" queries={EXAMPLES} onChoose={choose} />
          </div>
        );
      }}
    </PopoverMenu>
  );
}

const EXAMPLES = [
  'status=error',
  'duration > 1s',
  'kind=server AND http.response.status_code >= 500',
  '{status=error} && {db.system.name EXISTS}',
  'kind=server | count(), p95() by serviceName',
];

interface QueryListProps {
  readonly title: string;
  readonly queries: readonly string[];
  readonly onChoose: (query: string) => void;
}

function QueryList({ title, queries, onChoose }: QueryListProps) {
  if (queries.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {queries.map((query) => (
          <li key={query}>
            <button type="button" className="quiet" onClick={() => onChoose(query)}>
              <code>{query}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
