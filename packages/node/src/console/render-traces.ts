// Traces as text for people:
//
//   trace 4bf92f3577b34da6a3ce929d0e0e4736  3 spans  2 services  42.1 ms
//   └─ GET /orders/:id       42.1 ms  server  shop
//      │  http.response.status_code=500 url.path=/orders/7
//      └─ POST               30.2 ms  client  shop     ✗ connect ECONNREFUSED
//            error.type=ECONNREFUSED
import type { DecodedResourceSpans, DecodedSpan } from '@throughline/wire/decode';
import { formatDuration } from './format-duration.ts';
import { type Branch, listBranches } from './list-branches.ts';
import { choosePaint, type Paint, type View } from './paint.ts';
import { padColumns, plainText, widthOf } from './plain-text.ts';
import { ERROR_CODE, findErrorMessage, renderDetails } from './render-details.ts';
import { buildTraces, listSpans, type ServiceSpan, type TraceTree } from './trace-tree.ts';

export interface RenderOptions {
  /** Colours and intensities for a terminal. Default false. */
  readonly color?: boolean;
  /** Columns of a line; longer attribute lists and texts are cut off. Default 120, at least 80. */
  readonly width?: number;
}

const DEFAULT_WIDTH = 120;
const MIN_WIDTH = 80;
const MAX_NAME_SHARE = 0.4;
const MIN_NAME_COLUMNS = 10;
const MAX_SERVICE_COLUMNS = 24;
const DURATION_COLUMNS = 9;
/** Blanks between the columns, and the mark. */
const ERROR_GAPS = '  '.length * 4 + '✗ '.length;
const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

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
    columns.service = Math.max(columns.service, widthOf(plainText(service, MAX_SERVICE_COLUMNS)));
  }
  return { ...columns, name: Math.min(columns.name, Math.floor(width * MAX_NAME_SHARE)) };
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

function renderBranch(branch: Branch, columns: Columns, { paint, width }: View): string[] {
  const { node, lead, trail } = branch;
  if (node.item === undefined) return [paint.dim(`${lead}… ${node.missing}`)];
  const { span } = node.item;
  const line = renderSpan(branch, columns, paint);
  const message = plainText(findErrorMessage(span), width);
  const used = columns.name + DURATION_COLUMNS + columns.kind + columns.service + ERROR_GAPS;
  const isInline = widthOf(message) <= width - used;
  const mark = span.status?.code === ERROR_CODE ? `  ${paint.red(`✗ ${isInline ? message : ''}`.trimEnd())}` : '';
  const details = renderDetails(span, isInline ? '' : message, { paint, width: width - trail.length });
  return [`${line}${mark}`.trimEnd(), ...details.map((detail) => `${paint.dim(trail)}${detail}`)];
}

function renderSpan({ node, lead }: Branch, columns: Columns, paint: Paint): string {
  const { span, service } = node.item as ServiceSpan;
  const nameColumns = Math.max(columns.name - lead.length, MIN_NAME_COLUMNS);
  const name = padColumns(plainText(span.name, nameColumns), nameColumns);
  const duration = formatDuration(Number(span.endTimeUnixNano - span.startTimeUnixNano)).padStart(DURATION_COLUMNS);
  const kind = kindOf(span).padEnd(columns.kind);
  const owner = padColumns(plainText(service, MAX_SERVICE_COLUMNS), columns.service);
  return `${paint.dim(lead)}${paint.bold(name)}  ${duration}  ${paint.dim(kind)}  ${paint.cyan(owner)}`;
}

function kindOf({ kind }: DecodedSpan): string {
  return KINDS[kind] ?? '';
}
