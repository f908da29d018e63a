import type { Span } from '@throughline/hub';
import { alignDuration, formatShortTime } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { columnsOf, fit, harmless, truncate } from '../terminal/text.ts';

export interface SpanLineOptions {
  readonly style: Style;
  readonly width: number;
}

const SERVICE_COLUMNS = 14;
const DURATION_COLUMNS = 8;
/** The name gets what is left, and no more than this: the ids stay near. */
const MAX_NAME_COLUMNS = 44;
const TRACE_COLUMNS = 32;

/** A span as one line of the width; the trace's id stands at its end where there is room. */
export function formatSpanLine(span: Span, { style, width }: SpanLineOptions): string {
  const { service, status, traceId, startUnixNano, durationNs } = span;
  const time = formatShortTime(startUnixNano);
  const rest = width - columnsOf(time) - SERVICE_COLUMNS - DURATION_COLUMNS - 3;
  const hasTrace = rest - TRACE_COLUMNS - 1 >= 24;
  const nameColumns = hasTrace ? Math.min(MAX_NAME_COLUMNS, rest - TRACE_COLUMNS - 1) : rest;
  const failed = status === 'error';
  const mark = failed ? ' ✗' : '';
  const name = fit(`${truncate(nameOf(span), nameColumns - mark.length)}${mark}`, nameColumns);
  return `${[
    style.dim(time),
    style.named(service, fit(harmless(service), SERVICE_COLUMNS)),
    alignDuration(durationNs).padStart(DURATION_COLUMNS),
    failed ? style.error(name) : name,
    hasTrace ? style.dim(traceId) : '',
  ]
    .join(' ')
    .trimEnd()}\n`;
}

function nameOf({ name, kind, statusMessage }: Span): string {
  const which = kind === 'internal' || kind === 'unspecified' ? '' : ` ${kind}`;
  return harmless(`${name}${which}${statusMessage === '' ? '' : `: ${statusMessage}`}`);
}
