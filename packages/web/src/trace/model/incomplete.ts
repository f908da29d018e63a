import type { Trace, TraceOutline } from '@throughline/hub';
import { formatDurationNs } from '../../design/quantity.ts';

/** Something that a reader must know before trusting the picture, and why it is so as far as it can be known. */
export interface TraceNotice {
  readonly title: string;
  readonly explanation: string;
  /** Spans that it is about, by place. */
  readonly places: readonly number[];
}

/**
 * What is odd about a trace.
 *
 * @param movedNs - by how much each span is shown later than it was sent, if clocks are corrected.
 */
export function describeNotices({ marks, spanCount, columns }: TraceOutline, movedNs?: Float64Array): TraceNotice[] {
  const notices: TraceNotice[] = [];
  const add = (title: string, explanation: string, places: readonly number[]): void => {
    if (places.length > 0) notices.push({ title, explanation, places });
  };
  add(
    `${counted(marks.orphan, 'span')} without ${marks.orphan.length === 1 ? 'its' : 'their'} parent`,
    explainOrphans(marks.orphan, spanCount),
    marks.orphan,
  );
  const roots = columns.depth.filter((depth) => depth === 0).length - marks.orphan.length - marks.cycle.length;
  if (roots === 0)
    add(
      'The root has not arrived',
      'The request may still be running, its process may have died, or it sends its spans elsewhere. The page looks again when asked.',
      [0],
    );
  if (roots > 1)
    notices.push({
      title: `${roots} roots`,
      explanation:
        'Several spans without parent have the same trace ID: it was set by hand, or a process continued it without its span.',
      places: [],
    });
  add(
    `${counted(marks['clock-skew'], 'span')} that ${marks['clock-skew'].length === 1 ? 'starts' : 'start'} before the parent in another process`,
    `The clocks of the two machines differ. ${explainTimes(movedNs)}`,
    marks['clock-skew'],
  );
  add(
    `${counted(marks.cycle, 'ring')} of parents`,
    'Spans name each other as parents. The ring was cut at the marked span.',
    marks.cycle,
  );
  add(
    `${counted(marks['duplicate-id'], 'span')} with the ID of another`,
    'They were sent twice, or two processes make the same IDs.',
    marks['duplicate-id'],
  );
  add(
    `${counted(marks['invalid-time'], 'span')} of impossible time`,
    'The start is 0, or the end lies before the start.',
    marks['invalid-time'],
  );
  return notices;
}

function explainOrphans(orphans: readonly number[], spanCount: number): string {
  const most = orphans.length > spanCount / 2;
  return most
    ? 'Most of the trace is missing: the service above is probably not traced, samples otherwise, or sends to another backend.'
    : 'The parent was sampled out, dropped by its sender, is late, or its process sends to another backend. Status shows whether this hub refused spans.';
}

function explainTimes(movedNs: Float64Array | undefined): string {
  if (movedNs === undefined) return 'Times are shown as they were sent.';
  const mostNs = movedNs.reduce((most, ns) => Math.max(most, ns), 0);
  return `${counted(
    [...movedNs].filter((ns) => ns > 0),
    'span',
  )} moved into the caller, by up to ${formatDurationNs(mostNs)}; own times and the critical path are of the times as they were sent.`;
}

function counted(places: readonly number[], noun: string): string {
  return `${places.length} ${noun}${places.length === 1 ? '' : 's'}`;
}

/** What a sender left out of a span, as a sentence. `undefined` if nothing. */
export function describeDropped({ attributes, events, links }: Trace['spans'][number]['dropped']): string | undefined {
  const parts = Object.entries({ attributes, events, links }).filter(([, count]) => count > 0);
  if (parts.length === 0) return undefined;
  return `Left out by the sender’s limits: ${parts.map(([what, count]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`).join(', ')}.`;
}
