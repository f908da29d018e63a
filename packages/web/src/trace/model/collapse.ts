// Which subtrees are folded away, as text for the address: `depth:3` folds everything below a depth, `hops` shows only where a
// call enters another service, and places after a `~` are exceptions, folded or unfolded by hand: `depth:3~12,40`.
import type { Outline } from './outline.ts';

export interface Collapse {
  readonly rule: 'none' | 'hops' | { readonly depth: number };
  /** Places at which it is the other way round. */
  readonly toggled: ReadonlySet<number>;
}

/** Reads the text; nothing is folded for what is none. */
export function parseCollapse(text = ''): Collapse {
  const [rule, places = ''] = text.split('~');
  const depth = /^depth:(\d{1,5})$/.exec(rule)?.[1];
  const toggled = new Set(
    places
      .split(',')
      .filter((place) => /^\d{1,9}$/.test(place))
      .map(Number),
  );
  return { rule: depth !== undefined ? { depth: Number(depth) } : rule === 'hops' ? 'hops' : 'none', toggled };
}

/** Writes it. */
export function formatCollapse({ rule, toggled }: Collapse): string {
  const text = typeof rule === 'object' ? `depth:${rule.depth}` : rule === 'none' ? '' : rule;
  return toggled.size === 0 ? text : `${text}~${[...toggled].join(',')}`;
}

/** With the subtree at a place folded, or no longer. */
export function toggleAt({ rule, toggled }: Collapse, place: number): Collapse {
  const next = new Set(toggled);
  if (!next.delete(place)) next.add(place);
  return { rule, toggled: next };
}

/** Whether what is below a place is folded away. */
export function isCollapsed({ depth, descendantCount }: Outline, { rule, toggled }: Collapse, place: number): boolean {
  if (descendantCount[place] === 0) return false;
  const byRule = typeof rule === 'object' && depth[place] >= rule.depth;
  return byRule !== toggled.has(place);
}

/** The places that are shown, in order. With `hops`, those where a call enters a service, or begins. */
export function findVisible(outline: Outline, collapse: Collapse): Int32Array {
  const { count, descendantCount, service, parent } = outline;
  const visible = new Int32Array(count);
  let length = 0;
  for (let place = 0; place < count; place++) {
    const isHop = parent[place] < 0 || service[place] !== service[parent[place]];
    if (collapse.rule !== 'hops' || isHop) visible[length++] = place;
    if (isCollapsed(outline, collapse, place)) place += descendantCount[place];
  }
  return visible.slice(0, length);
}

/** Unfolds whatever hides a place. */
export function revealPlace(outline: Outline, collapse: Collapse, place: number): Collapse {
  let next = collapse.rule === 'hops' ? { rule: 'none' as const, toggled: new Set<number>() } : collapse;
  for (let at = outline.parent[place]; at >= 0; at = outline.parent[at])
    if (isCollapsed(outline, next, at)) next = toggleAt(next, at);
  return next;
}

/** Folds every subtree in which a call enters the service. */
export function collapseService(outline: Outline, { rule, toggled }: Collapse, service: number): Collapse {
  const { count, parent, descendantCount } = outline;
  const before: Collapse = { rule: rule === 'hops' ? 'none' : rule, toggled };
  const isEntry = (place: number): boolean =>
    outline.service[place] === service && (parent[place] < 0 || outline.service[parent[place]] !== service);
  const places = new Set(toggled);
  for (let place = 0; place < count; place++)
    if (isEntry(place) && descendantCount[place] > 0 && !isCollapsed(outline, before, place) && !places.delete(place))
      places.add(place);
  return { rule: before.rule, toggled: places };
}
