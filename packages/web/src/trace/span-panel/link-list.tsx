import { Link } from '@tanstack/react-router';
import type { TreeSpan } from '@throughline/hub';
import { ServiceName } from '../../design/service-name.tsx';
import { useBacklinks } from '../queries.ts';
import { AttributeTable } from './attribute-list.tsx';
import styles from './link-list.module.css';

/** Spans that this one links to, in any trace, and those that link to it. */
export function LinkList({ span }: { readonly span: TreeSpan }) {
  const { data } = useBacklinks(span.spanId);
  const backlinks = data?.spans ?? [];
  return (
    <>
      {span.links.length > 0 && (
        <details open>
          <summary>Links ({span.links.length})</summary>
          <ul className={styles.list}>
            {span.links.map(({ traceId, spanId, attributes }, index) => (
              <li key={index}>
                <Link to="/trace/$traceId" params={{ traceId }} search={{ span: spanId }}>
                  {traceId === span.traceId ? 'a span of this trace' : `trace ${traceId.slice(0, 8)}…`}, span{' '}
                  {spanId.slice(0, 8)}…
                </Link>
                <AttributeTable entries={Object.entries(attributes)} scope="span" />
              </li>
            ))}
          </ul>
        </details>
      )}
      {backlinks.length > 0 && (
        <details open>
          <summary>
            Linked from ({data!.nextCursor === null ? backlinks.length : `${backlinks.length} and more`})
          </summary>
          <ul className={styles.list}>
            {backlinks.map(({ traceId, spanId, service, name }) => (
              <li key={`${traceId} ${spanId}`}>
                <Link to="/trace/$traceId" params={{ traceId }} search={{ span: spanId }}>
                  {name}
                </Link>{' '}
                <ServiceName name={service} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
