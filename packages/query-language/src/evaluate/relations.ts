// Parents and ancestors in a trace that may be broken: missing parents, ids used twice, cycles, spans that are their own parent.
import type { Subject } from './field-values.ts';

type Subjects = ReadonlySet<Subject>;

/** Those on the right whose parent is on the left. */
export function findChildren(left: Subjects, right: Subjects): Subjects {
  const parents = idsOf(left);
  return new Set([...right].filter(({ span }) => hasParent(span) && parents.has(span.parentSpanId)));
}

/** Those on the right that have an ancestor on the left. */
export function findDescendants(left: Subjects, right: Subjects, trace: readonly Subject[]): Subjects {
  const parents = idsOf(left);
  const ancestors = collectAncestors(parents, collectChildren(trace));
  const isDescendant = ({ span }: Subject): boolean => {
    if (!hasParent(span)) return false;
    if (parents.has(span.parentSpanId)) return true;
    return [...(ancestors.get(span.parentSpanId) ?? [])].some((id) => id !== span.spanId);
  };
  return new Set([...right].filter(isDescendant));
}

/** The ids of children by the id of the parent. */
type ChildIds = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Ancestors out of `sources` for each id below them. Two are enough to know that one of them is another span than the one that
 * asks, so each id is visited at most twice: a trace of a hundred thousand spans in one chain is no problem.
 */
function collectAncestors(sources: ReadonlySet<string>, childIds: ChildIds): ReadonlyMap<string, ReadonlySet<string>> {
  const ancestors = new Map<string, Set<string>>();
  const pending = [...sources].flatMap((source) => Array.from(childIds.get(source) ?? [], (id) => ({ id, source })));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { id, source } = next;
    const known = ancestors.get(id) ?? new Set();
    if (known.size >= 2 || known.has(source)) continue;
    ancestors.set(id, known.add(source));
    for (const child of childIds.get(id) ?? []) pending.push({ id: child, source });
  }
  return ancestors;
}

function collectChildren(trace: readonly Subject[]): ChildIds {
  const children = new Map<string, Set<string>>();
  for (const { span } of trace) {
    if (!hasParent(span)) continue;
    const known = children.get(span.parentSpanId) ?? new Set();
    children.set(span.parentSpanId, known.add(span.spanId));
  }
  return children;
}

function hasParent({ spanId, parentSpanId }: Subject['span']): boolean {
  return parentSpanId !== '' && parentSpanId !== spanId;
}

function idsOf(subjects: Subjects): ReadonlySet<string> {
  return new Set(Array.from(subjects, ({ span }) => span.spanId));
}
