import type { QuerySpan } from '../query-span.ts';

/** What the fields about the trace say. */
export interface TraceFacts {
  /** The earliest span without parent or, if there is none, the earliest span. */
  readonly root: Pick<QuerySpan, 'name' | 'service'>;
  readonly durationNs: bigint;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** The facts about the spans of one trace. At least one. */
export function computeTraceFacts(spans: readonly QuerySpan[]): TraceFacts {
  const orphans = spans.filter(({ parentSpanId }) => parentSpanId === '');
  const root = (orphans.length > 0 ? orphans : spans).reduce(earlier);
  const start = spans.reduce(earlier).startUnixNano;
  const end = spans.map(endOf).reduce((latest, one) => (one > latest ? one : latest));
  const errorCount = spans.filter(({ status }) => status === 'error').length;
  return { root, durationNs: end - start, spanCount: spans.length, errorCount };
}

function earlier(left: QuerySpan, right: QuerySpan): QuerySpan {
  if (left.startUnixNano !== right.startUnixNano) return left.startUnixNano < right.startUnixNano ? left : right;
  return left.spanId <= right.spanId ? left : right;
}

function endOf({ startUnixNano, durationNs }: QuerySpan): bigint {
  return startUnixNano + BigInt(durationNs);
}

/** The spans by their trace, traces and spans in the order in which they came. */
export function groupByTrace(spans: Iterable<QuerySpan>): Map<string, QuerySpan[]> {
  return Map.groupBy(spans, ({ traceId }) => traceId);
}
