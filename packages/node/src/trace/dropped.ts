import { report } from '../diagnostics/reporter.ts';

interface Dropped {
  readonly name: string;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** Says that a span reached its limits. Once a minute at most, as everything. */
export function reportDropped(span: Dropped): void {
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const counts = `${droppedAttributesCount} attributes, ${droppedEventsCount} events and ${droppedLinksCount} links`;
  report('warn', `span "${span.name}" is over its limits: ${counts} were dropped`, 'limits');
}
