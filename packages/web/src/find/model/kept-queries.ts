// The queries that this browser remembers.

/** Newest first. */
export interface KeptQueries {
  readonly recent: readonly string[];
  readonly saved: readonly string[];
}

export const NO_QUERIES: KeptQueries = { recent: [], saved: [] };
const MAX_RECENT = 12;

/** With this one as the most recent. */
export function addRecent({ recent, saved }: KeptQueries, query: string): KeptQueries {
  if (query === '') return { recent, saved };
  return { recent: [query, ...recent.filter((one) => one !== query)].slice(0, MAX_RECENT), saved };
}

/** With this one saved, or no longer. */
export function toggleSaved({ recent, saved }: KeptQueries, query: string): KeptQueries {
  return { recent, saved: saved.includes(query) ? saved.filter((one) => one !== query) : [query, ...saved] };
}

/** Reads what was stored; anything may stand there. */
export function parseKept(text: string | null): KeptQueries {
  try {
    const { recent, saved } = JSON.parse(text ?? '{}') as Partial<KeptQueries>;
    return { recent: textsOf(recent), saved: textsOf(saved) };
  } catch {
    return NO_QUERIES;
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
