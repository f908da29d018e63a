// A trace as a waterfall:
//
//   service  │ tree of names             │ duration │ when, from the start of the trace to its end
//
// `█` is the critical path: what decided when the trace ended. `▒` is everything else. `◀` stands at the span with most of it.
import type { Trace, TreeSpan } from '@throughline/hub';
import { alignDuration, count, formatDuration, formatTime } from './format.ts';
import type { Style } from './style.ts';
import { columnsOf, fit, flow, harmless, truncate } from './text.ts';

export interface WaterfallOptions {
  readonly style: Style;
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether each span's attributes stand below it. */
  readonly attributes: boolean;
}

const DURATION_COLUMNS = 9;
const MIN_BAR_COLUMNS = 16;
/** For ` ✗ ◀`. */
const MARK_COLUMNS = 4;

interface Columns {
  readonly service: number;
  readonly name: number;
  readonly bar: number;
}

/** Formats a trace, ends with a line break. */
export function formatWaterfall(trace: Trace, options: WaterfallOptions): string {
  const prefixes = treePrefixes(trace.spans);
  const columns = layOut(trace, prefixes, options.width);
  const bottleneck = findBottleneck(trace);
  const lines = [...header(trace, options), ''];
  for (const [index, span] of trace.spans.entries()) {
    const row = { trace, span, prefix: prefixes[index], columns, isBottleneck: span === bottleneck };
    lines.push(formatRow(row, options.style));
    for (const note of notesOf(span, options)) {
      const indent = ' '.repeat(columns.service + 1 + span.depth * 3 + 3);
      lines.push(indent + paintNote(note, truncate(note.text, options.width - indent.length), options.style));
    }
  }
  lines.push(...footer(trace, bottleneck, options));
  return `${lines.join('\n')}\n`;
}

function header(trace: Trace, { style, width }: WaterfallOptions): string[] {
  const { spanCount, errorCount, services, traceId } = trace;
  const service = truncate(harmless(trace.rootService), Math.floor(width / 3));
  const name = truncate(harmless(trace.rootName), width - columnsOf(service) - ' in '.length);
  const facts = [
    style.bold(formatDuration(trace.durationNs)),
    count(spanCount, 'span'),
    count(services.length, 'service'),
    ...(errorCount > 0 ? [style.error(count(errorCount, 'error'))] : []),
  ].join(' · ');
  return [
    ...flow([`${style.bold(name)} ${style.dim('in')} ${style.bold(service)}`, facts], '  ', width),
    ...flow([`trace ${traceId}`, formatTime(trace.startUnixNano)], ' · ', width).map(style.dim),
  ];
}

/** Of the critical path, the span with the longest time of its own. A span alone is none. */
function findBottleneck({ spans }: Trace): TreeSpan | undefined {
  if (spans.length < 2) return undefined;
  return spans.filter(({ critical }) => critical).toSorted((a, b) => b.selfNs - a.selfNs)[0];
}

function footer(trace: Trace, slowest: TreeSpan | undefined, { style, width }: WaterfallOptions): string[] {
  const lines: string[] = [];
  const { offset } = trace.window;
  const shown = trace.spans.length;
  if (shown < trace.spanCount)
    lines.push(
      style.warning(`showing spans ${offset + 1} to ${offset + shown} of ${trace.spanCount.toLocaleString('en')}`),
    );
  if (slowest === undefined) return lines;
  const service = style.named(slowest.service, truncate(harmless(slowest.service), Math.floor(width / 3)));
  const share = `${style.bold(formatDuration(slowest.selfNs))} ${style.dim(`of ${formatDuration(trace.durationNs)}`)}`;
  const name = truncate(labelOf(slowest), width);
  lines.push('', ...flow([style.dim('most of the critical path:'), service, name, share], ' ', width));
  return lines;
}

/** What stands before each name: the lines that lead to it from its parent. */
function treePrefixes(spans: readonly TreeSpan[]): string[] {
  const prefixes: string[] = [];
  // For each depth, whether a later sibling is still to come: known when the spans are read from the back.
  const open: boolean[] = [];
  for (const { depth } of spans.toReversed()) {
    let prefix = '';
    for (let level = 1; level < depth; level++) prefix += open[level] ? '│  ' : '   ';
    if (depth > 0) prefix += open[depth] ? '├─ ' : '╰─ ';
    prefixes.push(prefix);
    open.length = depth + 1;
    open[depth] = true;
  }
  return prefixes.toReversed();
}

function layOut(trace: Trace, prefixes: readonly string[], width: number): Columns {
  const service = Math.min(18, Math.max(4, ...trace.services.map((name) => columnsOf(harmless(name)))));
  const widest = trace.spans.reduce(
    (most, span, i) => Math.max(most, prefixes[i].length + columnsOf(labelOf(span)) + MARK_COLUMNS),
    8,
  );
  const rest = width - service - DURATION_COLUMNS - 4;
  const name = Math.max(8, Math.min(widest, Math.floor(rest * 0.6), rest - MIN_BAR_COLUMNS));
  return { service, name, bar: Math.max(0, rest - name) };
}

interface Row {
  readonly trace: Trace;
  readonly span: TreeSpan;
  readonly prefix: string;
  readonly columns: Columns;
  readonly isBottleneck: boolean;
}

function formatRow({ trace, span, prefix, columns, isBottleneck }: Row, style: Style): string {
  const failed = span.status === 'error';
  const service = style.named(span.service, fit(harmless(span.service), columns.service));
  // A chain too deep for the column keeps its end, where the name is.
  const lead = prefix.length > columns.name / 2 ? `…${prefix.slice(-Math.floor(columns.name / 2) + 1)}` : prefix;
  const marks = `${failed ? ' ✗' : ''}${isBottleneck ? ' ◀' : ''}`;
  const room = columns.name - lead.length;
  const label = fit(`${truncate(labelOf(span), room - marks.length)}${marks}`, room);
  const name = style.dim(lead) + (failed ? style.error(label) : isBottleneck ? style.bold(label) : label);
  const duration = alignDuration(span.durationNs).padStart(DURATION_COLUMNS);
  return `${service} ${name} ${duration}  ${drawBar(trace, span, columns.bar, style)}`.trimEnd();
}

/** A call that is named after its method alone says where it goes, too. */
function labelOf({ name, kind, attributes }: TreeSpan): string {
  const url = attributes['url.full'];
  const isBare = kind === 'client' && /^[A-Z]+$/.test(name) && typeof url === 'string';
  const path = isBare ? URL.parse(url)?.pathname : undefined;
  return harmless(path === undefined ? name : `${name} → ${path}`);
}

function drawBar(trace: Trace, span: TreeSpan, columns: number, style: Style): string {
  if (columns < 1) return '';
  const scale = trace.durationNs === 0 ? 0 : columns / trace.durationNs;
  const from = Math.min(columns - 1, Math.max(0, Math.floor(span.offsetNs * scale)));
  const to = Math.min(columns, Math.max(from + 1, Math.round((span.offsetNs + span.durationNs) * scale)));
  const bar = (span.critical ? '█' : '▒').repeat(to - from);
  return ' '.repeat(from) + (span.status === 'error' ? style.error(bar) : style.named(span.service, bar));
}

interface Note {
  readonly kind: 'error' | 'warning' | 'detail';
  readonly text: string;
}

const ISSUE_TEXTS: Readonly<Record<string, string>> = {
  orphan: 'its parent is not here: not sampled, dropped, still running, or sent elsewhere',
  'duplicate-id': 'another span of this trace has the same id',
  cycle: 'its parents form a ring, cut here',
  'clock-skew': 'starts before its parent: the clocks of the two differ',
  'invalid-time': 'has no valid start time',
};

function notesOf(span: TreeSpan, { attributes }: WaterfallOptions): Note[] {
  const notes: Note[] = [];
  const reason = errorOf(span);
  if (reason !== '') notes.push({ kind: 'error', text: harmless(reason) });
  for (const issue of span.issues) notes.push({ kind: 'warning', text: ISSUE_TEXTS[issue] });
  if (!attributes) return notes;
  for (const [key, value] of Object.entries(span.attributes))
    notes.push({
      kind: 'detail',
      text: harmless(`${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    });
  for (const { name, attributes: more } of span.events)
    notes.push({ kind: 'detail', text: harmless(`event ${name} ${JSON.stringify(more)}`) });
  return notes;
}

function errorOf({ status, statusMessage, events }: TreeSpan): string {
  const exception = events.findLast(({ name }) => name === 'exception')?.attributes;
  if (exception !== undefined)
    return [exception['exception.type'], exception['exception.message']].filter(Boolean).join(': ');
  return status === 'error' ? statusMessage : '';
}

function paintNote({ kind }: Note, text: string, style: Style): string {
  if (kind === 'error') return style.error(text);
  return kind === 'warning' ? style.warning(text) : style.dim(text);
}
