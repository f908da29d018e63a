import type { Trace } from '@throughline/hub';
import { fetchJson } from '../hub-api/fetch-json.ts';
import { toTraceRequest } from './model/otlp-json.ts';

/** Spans of a line. Receivers take requests of this size. */
const LINE_SPANS = 2000;

/**
 * Saves all spans of a trace as OTLP/JSON, one request in each line, as `throughline load` and the collector read it.
 *
 * @throws ApiError
 */
export async function downloadTrace(traceId: string): Promise<void> {
  const lines: string[] = [];
  for (let offset = 0, isMore = true; isMore; offset += LINE_SPANS) {
    const { spans, spanCount } = await fetchJson<Trace>(`/traces/${traceId}`, { offset, limit: LINE_SPANS });
    lines.push(`${JSON.stringify(toTraceRequest(spans))}\n`);
    isMore = offset + LINE_SPANS < spanCount;
  }
  saveFile(`trace-${traceId}.jsonl`, new Blob(lines, { type: 'application/jsonl' }));
}

function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
