/** What a page keeps in its address: texts by name, each of which may be absent. */
export type SearchTexts<Name extends string> = { readonly [K in Name]?: string };

/** A validator for a route that keeps the names given, and drops what else somebody has put into the address. */
export function searchTexts<Name extends string>(
  ...names: readonly Name[]
): (search: Record<string, unknown>) => SearchTexts<Name> {
  return (search) =>
    Object.fromEntries(
      names
        .filter((name) => typeof search[name] === 'string' && search[name] !== '')
        .map((name) => [name, search[name]]),
    ) as SearchTexts<Name>;
}

/** Reads the search of an address: all values are texts, none is JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Writes it. */
export function formatSearch(search: Readonly<Record<string, unknown>>): string {
  const present = Object.entries(search).filter(([, value]) => typeof value === 'string' && value !== '');
  const text = new URLSearchParams(present as [string, string][]).toString();
  return text === '' ? '' : `?${text}`;
}
