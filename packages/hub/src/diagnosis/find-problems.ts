// What is odd about the spans that arrive, as far as the spans themselves show it. The newest are looked at.
import type { DataProblem, ProblemCode, ProblemList } from '../api/types.ts';
import { fetchNewestSpans } from '../attributes/newest-spans.ts';
import type { NewestSpans } from '../attributes/newest-spans.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import type { Engine } from '../store/engine.ts';
import { OVERSIZED_BYTES, PROBLEM_TEXTS } from './problem-texts.ts';

/** Of each problem and service. */
const MAX_TRACES = 5;
const MAX_NAMES = 3;

/** A parent may be on its way for so long after its child has ended. */
const SETTLED_SECONDS = 10;

/** Parents are looked for so long before and after. */
const PARENT_MARGIN = 'INTERVAL 10 MINUTE';

/** Differences that are no skew. */
const TOLERATED_SKEW = 'INTERVAL 1 MILLISECOND';

/** Conditions on a row of `spans` alone. */
const ROW_CONDITIONS: Partial<Readonly<Record<ProblemCode, string>>> = {
  'root-client-span': "kind = 'client' AND parent_span_id = ''",
  'dropped-attributes': 'dropped[1] > 0',
  'dropped-events': 'dropped[2] > 0',
  'dropped-links': 'dropped[3] > 0',
  'invalid-time': 's.ts > now() + INTERVAL 1 HOUR',
  'oversized-attribute': `arrayExists(v -> length(v) > ${OVERSIZED_BYTES}, mapValues(attrs))`,
  'unnamed-service': "service = '' OR startsWith(service, 'unknown_service')",
};

const SUMMARY = `count() AS span_count, topK(${MAX_NAMES})(toString(name)) AS span_names, groupUniqArray(${MAX_TRACES})(trace_id) AS traces`;

interface ProblemRow {
  readonly code: ProblemCode;
  readonly service: string;
  readonly span_count: string;
  readonly span_names: readonly string[];
  readonly traces: readonly string[];
}

/**
 * Looks for problems, most spans first.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export function findProblems(engine: Engine, range: TimeRange): Promise<ProblemList> {
  return describeLimit(async () => {
    const newest = await fetchNewestSpans(engine, range);
    const rows = await Promise.all(
      [ofRows(newest), ofDuplicates(newest), ofParents(newest)].map((sql) =>
        engine.read<ProblemRow>(sql, newest.parameters),
      ),
    );
    const problems = rows.flat().map(toProblem);
    return { problems: problems.toSorted((a, b) => b.spans - a.spans), examinedSpans: newest.count };
  });
}

function ofRows({ condition }: NewestSpans): string {
  return Object.entries(ROW_CONDITIONS)
    .map(
      ([code, problem]) =>
        `SELECT '${code}' AS code, service, ${SUMMARY} FROM spans AS s WHERE ${condition} AND (${problem}) GROUP BY service`,
    )
    .join('\nUNION ALL\n');
}

function ofDuplicates({ condition }: NewestSpans): string {
  return `SELECT 'duplicate-span-id' AS code, service, ${SUMMARY} FROM spans
WHERE ${condition} AND (trace_id, span_id) IN (
  SELECT trace_id, span_id FROM spans WHERE ${condition} GROUP BY trace_id, span_id HAVING count() > 1)
GROUP BY service`;
}

/** Whether the parent ran elsewhere: as the sender says, or else as the kind suggests. */
const IS_REMOTE = "if(bitAnd(flags, 256) != 0, bitAnd(flags, 512) != 0, kind IN ('server', 'consumer'))";

function ofParents({ condition }: NewestSpans): string {
  const isMissing = `p.span_id = '' AND addNanoseconds(c.ts, c.duration_ns) < now() - INTERVAL ${SETTLED_SECONDS} SECOND`;
  const isEarlier = `p.span_id != '' AND p.service != c.service AND c.ts < p.ts - ${TOLERATED_SKEW}`;
  return `SELECT multiIf(p.span_id != '', 'clock-skew', c.is_remote, 'missing-remote-parent', 'missing-local-parent') AS code, c.service AS service,
  count() AS span_count, topK(${MAX_NAMES})(toString(c.name)) AS span_names, groupUniqArray(${MAX_TRACES})(c.trace_id) AS traces
FROM (SELECT trace_id, parent_span_id, service, name, ts, duration_ns, ${IS_REMOTE} AS is_remote FROM spans
  WHERE ${condition} AND parent_span_id != '') AS c
ANY LEFT JOIN (SELECT trace_id, span_id, service, ts FROM spans
  WHERE ts >= fromUnixTimestamp64Nano({windowFrom:Int64}) - ${PARENT_MARGIN} AND ts <= fromUnixTimestamp64Nano({windowTo:Int64}) + ${PARENT_MARGIN}
    AND trace_id IN (SELECT trace_id FROM spans WHERE ${condition})) AS p
ON c.trace_id = p.trace_id AND c.parent_span_id = p.span_id
WHERE (${isMissing}) OR (${isEarlier}) GROUP BY code, service`;
}

function toProblem(row: ProblemRow): DataProblem {
  return {
    code: row.code,
    service: row.service,
    spans: Number(row.span_count),
    ...PROBLEM_TEXTS[row.code],
    names: row.span_names,
    traceIds: row.traces,
  };
}
