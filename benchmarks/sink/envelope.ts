// Counts the spans of a Sentry envelope: lines of JSON, a header, then for each item its header and its payload. Version
// 11 streams spans as items of type `span`; older ones, or `traceLifecycle: 'static'`, send one transaction each.
import type { Count } from './received.ts';

interface StreamedSpan {
  readonly is_segment?: boolean;
}

export function countEnvelopeSpans(body: Buffer): Count {
  const count = { spans: 0, requests: 0 };
  const lines = body.toString('utf8').split('\n');
  for (let line = 1; line + 1 < lines.length; line += 2) countItem(lines[line]!, lines[line + 1]!, count);
  return count;
}

function countItem(header: string, payload: string, count: Count): void {
  const { type } = JSON.parse(header) as { type: string };
  if (type === 'span') {
    const { items } = JSON.parse(payload) as { items: StreamedSpan[] };
    count.spans += items.length;
    count.requests += items.filter((span) => span.is_segment).length;
  } else if (type === 'transaction') {
    count.spans += 1 + (JSON.parse(payload) as { spans: unknown[] }).spans.length;
    count.requests++;
  }
}
