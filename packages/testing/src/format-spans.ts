import type { CapturedSpan } from './captured-span.ts';
import { formatAttributes, formatValue } from './match-value.ts';

/** The trees of captured spans, one line for each span, with all that is worth knowing when a test fails. */
export function formatSpans(roots: readonly CapturedSpan[]): string {
  if (roots.length === 0) return '(no span)';
  const lines: string[] = [];
  for (const root of roots) {
    lines.push(describeSpan(root));
    appendChildren(root.children, { indent: '', lines });
  }
  return lines.join('\n');
}

function appendChildren(
  children: readonly CapturedSpan[],
  { indent, lines }: { indent: string; lines: string[] },
): void {
  for (const [index, child] of children.entries()) {
    const isLast = index === children.length - 1;
    lines.push(`${indent}${isLast ? '└─ ' : '├─ '}${describeSpan(child)}`);
    appendChildren(child.children, { indent: indent + (isLast ? '   ' : '│  '), lines });
  }
}

function describeSpan(span: CapturedSpan): string {
  const { name, kind, status, attributes, events, exceptions } = span;
  const parts = [name];
  if (kind !== 'internal') parts.push(`[${kind}]`);
  if (status.code !== 'unset') parts.push(`[${formatStatus(status)}]`);
  if (!span.ended) parts.push('[not ended]');
  if (span.parentSpanId !== undefined && span.parent === undefined) parts.push('[parent not captured]');
  if (Object.keys(attributes).length > 0) parts.push(formatAttributes(attributes));
  if (events.length > 0) parts.push(`events: ${events.map((event) => formatValue(event.name)).join(', ')}`);
  for (const exception of exceptions) parts.push(formatException(exception));
  return parts.join(' ');
}

/** `error: message`, `ok`. */
export function formatStatus({ code, message }: CapturedSpan['status']): string {
  return message === undefined ? code : `${code}: ${message}`;
}

/** `TypeError: message`. */
export function formatException({ type, message }: CapturedSpan['exceptions'][number]): string {
  return `exception ${type ?? 'of no type'}: ${message ?? ''}`;
}
