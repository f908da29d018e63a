/** A string literal of ClickHouse: for the few texts of our own that cannot be bound, such as settings. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Settings as the clause at the end of a statement. */
export function settingsClause(settings: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(settings).map(
    ([name, value]) => `${name} = ${typeof value === 'number' ? value : literal(value)}`,
  );
  return pairs.length === 0 ? '' : ` SETTINGS ${pairs.join(', ')}`;
}
