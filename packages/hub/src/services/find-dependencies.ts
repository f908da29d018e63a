// Who calls whom: a span of kind client or producer, and its child of kind server or consumer in another service. A call that
// nobody answered with a span of its own went to something that sends none: a database, a broker, somebody else's server.
import type { Dependency, DependencyList, ServerKind } from '../api/types.ts';
import { SqlParameters } from '../query/compile/sql.ts';
import { describeLimit } from '../query/limits.ts';
import type { TimeRange } from '../query/search-options.ts';
import { fetchSample, inSlices } from '../sampling/sample-slices.ts';
import type { Sample } from '../sampling/sample-slices.ts';
import type { Engine } from '../store/engine.ts';

/** Spans that are looked at. */
const WANTED_SPANS = 200_000;

const MAX_DEPENDENCIES = 500;

/** How much later than its call, or by its clock earlier, a child may start and still be found. */
const CHILD_MARGIN_NS = 60_000_000_000n;

interface DependencyRow {
  readonly client: string;
  readonly server: string;
  readonly server_kind: ServerKind;
  readonly call_count: string;
  readonly error_count: string;
  readonly quantiles: readonly [p50: number, p95: number];
  readonly slowest: string;
  readonly total: string;
}

/**
 * Finds who calls whom, most calls first.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export function findDependencies(engine: Engine, range: TimeRange): Promise<DependencyList> {
  return describeLimit(async () => {
    const sample = await fetchSample(engine, range, WANTED_SPANS);
    const parameters = new SqlParameters();
    const rows = await engine.read<DependencyRow>(dependencyStatement(sample, parameters), parameters.values);
    return {
      dependencies: rows.map((row) => toDependency(row, sample.share)),
      sampledShare: sample.share,
      omittedDependencies: rows.length === 0 ? 0 : Number(rows[0].total) - rows.length,
    };
  });
}

/** The first of the attributes that is there. */
const firstOf = (...keys: readonly string[]): string =>
  `coalesce(${keys.map((key) => `nullIf(attrs['${key}'], '')`).join(', ')}, '')`;

const DATABASE = firstOf('db.system.name', 'db.system');
const MESSAGING = firstOf('messaging.system');
const HOST = firstOf('server.address', 'net.peer.name');
const PORT = `coalesce(nullIf(attrs_json['server.port'], ''), nullIf(attrs_json['net.peer.port'], ''), '')`;
const ADDRESS = `if(${PORT} = '', ${HOST}, concat(${HOST}, ':', ${PORT}))`;

/** Calls with what may be at their other end, should that be nothing that sends spans. */
const callColumns = `trace_id, span_id, service, duration_ns, status = 'error' AS failed, kind,
  multiIf(${DATABASE} != '', 'database', ${MESSAGING} != '', 'messaging', 'external') AS peer_kind,
  multiIf(peer_kind = 'database', ${DATABASE}, peer_kind = 'messaging', ${MESSAGING}, '') AS system,
  if(system = '', ${firstOf('peer.service')}, '') AS peer_name, ${ADDRESS} AS address,
  multiIf(peer_name != '', peer_name, system = '', if(address = '', 'unknown', address), address = '', system, concat(system, ' (', address, ')')) AS peer`;

function dependencyStatement(sample: Sample, parameters: SqlParameters): string {
  return `SELECT c.service AS client, s.parent_span_id != '' AS answered,
  if(answered, s.service, c.peer) AS server, if(answered, 'service', c.peer_kind) AS server_kind,
  count() AS call_count, countIf(c.failed OR s.failed) AS error_count,
  quantilesTDigest(0.5, 0.95)(if(c.kind = 'producer' AND answered, s.duration_ns, c.duration_ns)) AS quantiles,
  argMax(c.trace_id, c.duration_ns) AS slowest, count() OVER () AS total
FROM (SELECT ${callColumns} FROM spans WHERE ${inSlices(sample, parameters)} AND kind IN ('client', 'producer')) AS c
LEFT JOIN (SELECT trace_id, parent_span_id, toString(service) AS service, duration_ns, status = 'error' AS failed FROM spans
  WHERE ${inSlices(sample, parameters, CHILD_MARGIN_NS)} AND kind IN ('server', 'consumer') AND parent_span_id != '') AS s
ON c.trace_id = s.trace_id AND c.span_id = s.parent_span_id
WHERE NOT answered OR s.service != c.service
GROUP BY client, answered, server, server_kind ORDER BY call_count DESC, client, server LIMIT ${MAX_DEPENDENCIES}`;
}

function toDependency(row: DependencyRow, share: number): Dependency {
  return {
    client: row.client,
    server: row.server,
    serverKind: row.server_kind,
    calls: Math.round(Number(row.call_count) / share),
    errors: Math.round(Number(row.error_count) / share),
    p50Ns: Math.round(row.quantiles[0]),
    p95Ns: Math.round(row.quantiles[1]),
    exemplarTraceId: row.slowest,
  };
}
