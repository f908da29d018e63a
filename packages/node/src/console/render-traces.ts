// Traces as text for people:
//
//   trace 4bf92f3577b34da6a3ce929d0e0e4736  3 spans  2 services  42.1 ms
//   └─ GET /orders/:id       42.1 ms  server  shop
//      │  http.response.status_code=500 url.path=/orders/7
//      └─ POST               30.2 ms  client  shop     ✗ connect ECONNREFUSED
//            error.type=ECONNREFUSED
import type { DecodedEvent, DecodedResourceSpans, DecodedSpan } from '@throughline/wire/decode';
import { formatAttributes } from './format-attributes.ts';
import { formatDuration } from './format-duration.ts';
import { type Branch, listBranches } from './list-branches.ts';
import { choosePaint, type Paint } from './paint.ts';
import { padColumns, plainText, widthOf } from './plain-text.ts';
import { buildTraces, listSpans, type ServiceSpan, type TraceTree } from './trace-tree.ts';

export interface RenderOptions {
  /** Colours and intensities for a terminal. Default false. */
  readonly color?: boolean;
  /** Columns of a line; longer attribute lists and texts are cut off. Default 120, at least 60. */
  readonly width?: number;
}

const DEFAULT_WIDTH = 120;
const MIN_WIDTH = 60;
const MIN_NAME_LENGTH = 10;
const MAX_SERVICE_LENGTH = 40;
const DURATION_COLUMNS = 9;
const MAX_EVENTS = 20;
const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const ERROR_CODE = 2;

/** Renders the traces of decoded OTLP requests, also of several services. Ends with a line feed; '' for no spans. */
export function renderTraces(resourceSpans: readonly DecodedResourceSpans[], options?: RenderOptions): string {
  return renderSpans(listSpans(resourceSpans), options);
}

/** Renders spans that are already listed. */
export function renderSpans(spans: readonly ServiceSpan[], options: RenderOptions = {}): string {
  const width = Math.max(options.width ?? DEFAULT_WIDTH, MIN_WIDTH);
  const paint = choosePaint(options.color ?? false);
  return buildTraces(spans)
    .map((tree) => `${renderTree(tree, { paint, width }).join('\n')}\n`)
    .join('\n');
}

interface View {
  readonly paint: Paint;
  readonly width: number;
}

/** Widths of the columns that all lines of a tree share. */
interface Columns {
  readonly name: number;
  readonly kind: number;
  readonly service: number;
}

function renderTree(tree: TraceTree, view: View): string[] {
  const branches = listBranches(tree.roots);
  const columns = measure(branches, view);
  return [renderHeader(tree, view), ...branches.flatMap((branch) => renderBranch(branch, columns, view))];
}

function measure(branches: readonly Branch[], { width }: View): Columns {
  const columns = { name: 0, kind: 0, service: 0 };
  for (const { lead, node } of branches) {
    if (node.item === undefined) continue;
    const { span, service } = node.item;
    columns.name = Math.max(columns.name, lead.length + widthOf(plainText(span.name, width)));
    columns.kind = Math.max(columns.kind, kindOf(span).length);
    columns.service = Math.max(columns.service, widthOf(plainText(service, MAX_SERVICE_LENGTH)));
  }
  return { ...columns, name: Math.min(columns.name, Math.floor(width / 2)) };
}

function renderHeader({ traceId, spans }: TraceTree, { paint }: View): string {
  const services = new Set(spans.map(({ service }) => service)).size;
  const parts = [count(spans.length, 'span'), ...(services > 1 ? [count(services, 'service')] : []), spread(spans)];
  return `${paint.bold(`trace ${traceId}`)}  ${paint.dim(parts.join('  '))}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** From the first start to the last end. */
function spread(spans: readonly ServiceSpan[]): string {
  let start = spans[0].span.startTimeUnixNano;
  let end = start;
  for (const { span } of spans) {
    if (span.startTimeUnixNano < start) start = span.startTimeUnixNano;
    if (span.endTimeUnixNano > end) end = span.endTimeUnixNano;
  }
  return formatDuration(Number(end - start));
}

function renderBranch(branch: Branch, columns: Columns, view: View): string[] {
  const { node, lead, trail } = branch;
  if (node.item === undefined) return [view.paint.dim(`${lead}… ${node.missing}`)];
  const details = renderDetails(node.item.span, view.width - trail.length, view.paint);
  return [renderSpan(branch, columns, view), ...details.map((detail) => `${view.paint.dim(trail)}${detail}`)];
}

function renderSpan({ node, lead }: Branch, columns: Columns, { paint, width }: View): string {
  const { span, service } = node.item as ServiceSpan;
  const nameColumns = Math.max(columns.name - lead.length, MIN_NAME_LENGTH);
  const name = padColumns(plainText(span.name, nameColumns), nameColumns);
  const duration = formatDuration(Number(span.endTimeUnixNano - span.startTimeUnixNano)).padStart(DURATION_COLUMNS);
  const kind = kindOf(span).padEnd(columns.kind);
  const owner = padColumns(plainText(service, MAX_SERVICE_LENGTH), columns.service);
  const isError = span.status?.code === ERROR_CODE;
  const used = lead.length + widthOf(name) + duration.length + kind.length + widthOf(owner) + 8;
  const error = isError
    ? `  ${paint.red(`✗ ${errorText(span, Math.max(width - used, MIN_NAME_LENGTH))}`.trimEnd())}`
    : '';
  const line = `${paint.dim(lead)}${paint.bold(name)}  ${duration}  ${paint.dim(kind)}  ${paint.cyan(owner)}${error}`;
  return line.trimEnd();
}

/** The status message, unless an exception below says the same. */
function errorText({ status, events }: DecodedSpan, columns: number): string {
  const message = status?.message ?? '';
  const isRepeated = events.some((event) => textOf(event, 'exception.message') === message);
  return isRepeated ? '' : plainText(message, columns);
}

function renderDetails(
  { attributes, events, startTimeUnixNano }: DecodedSpan,
  columns: number,
  paint: Paint,
): string[] {
  const lines: string[] = [];
  if (attributes.length > 0) lines.push(paint.dim(formatAttributes(attributes, columns)));
  for (const event of events.slice(0, MAX_EVENTS)) {
    const offset = `+${formatDuration(Math.max(0, Number(event.timeUnixNano - startTimeUnixNano)))}`;
    lines.push(
      event.name === 'exception'
        ? renderException(event, offset, { paint, width: columns })
        : renderEvent(event, offset, { paint, width: columns }),
    );
  }
  if (events.length > MAX_EVENTS) lines.push(paint.dim(`… ${events.length - MAX_EVENTS} more events`));
  return lines;
}

function renderException(event: DecodedEvent, offset: string, { paint, width }: View): string {
  const type = textOf(event, 'exception.type') || 'exception';
  const message = textOf(event, 'exception.message');
  const text = plainText(
    message === '' ? type : `${type}: ${message}`,
    Math.max(width - offset.length - 4, MIN_NAME_LENGTH),
  );
  return `${paint.red(`✗ ${text}`)}  ${paint.dim(offset)}`;
}

function renderEvent(event: DecodedEvent, offset: string, { paint, width }: View): string {
  const name = plainText(event.name, MAX_SERVICE_LENGTH);
  const left = width - widthOf(name) - offset.length - 6;
  const attributes = event.attributes.length > 0 ? `  ${formatAttributes(event.attributes, left)}` : '';
  return `• ${name}  ${paint.dim(`${offset}${attributes}`)}`;
}

function textOf({ attributes }: DecodedEvent, name: string): string {
  const value = attributes.find(({ key }) => key === name)?.value;
  return typeof value === 'string' ? value : '';
}

function kindOf({ kind }: DecodedSpan): string {
  return KINDS[kind] ?? '';
}
