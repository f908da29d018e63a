const stamped = new Set<string>();

/** Takes note that lines of a library get the ids of their span. */
export function noteStamped(library: string): void {
  stamped.add(library);
}

/** The libraries whose lines get ids, as far as the application has loaded them. */
export function stampedLibraries(): readonly string[] {
  return [...stamped].toSorted();
}
