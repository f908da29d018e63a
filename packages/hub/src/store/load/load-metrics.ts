import { allAttributesJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { RESOURCE_HASH, SERVICE, daySql, idSql, timeSql } from './field-sql.ts';
import type { PointKind } from './metrics-proto.ts';

/** A column of `metric_points` and the SQL of its value, from a point `p` of a metric `m`. */
type Columns = Readonly<Record<string, string>>;

const NUMBER: Columns = {
  value: `multiIf(p.value = 'as_int', toFloat64(p.as_int), p.value = 'as_double', p.as_double, nan)`,
  int_value: `if(p.value = 'as_int', p.as_int, NULL)`,
};

const COUNT: Columns = { count: 'p.count', sum: 'p.sum' };
const RANGE: Columns = { min: 'p.min', max: 'p.max' };

const TEMPORALITY: Columns = {
  temporality: 'if(m.points.aggregation_temporality BETWEEN 0 AND 2, m.points.aggregation_temporality, 0)',
  monotonic: 'm.points.is_monotonic',
};

const EXEMPLARS: Columns = {
  'exemplars.ts': `arrayMap(e -> ${timeSql('e.time_unix_nano')}, p.exemplars)`,
  'exemplars.trace_id': `arrayMap(e -> ${idSql('e.trace_id')}, p.exemplars)`,
  'exemplars.span_id': `arrayMap(e -> ${idSql('e.span_id')}, p.exemplars)`,
  'exemplars.value': `arrayMap(e -> multiIf(e.value = 'as_int', toFloat64(e.as_int), e.value = 'as_double', e.as_double, nan), p.exemplars)`,
  'exemplars.int_value': `arrayMap(e -> if(e.value = 'as_int', e.as_int, NULL), p.exemplars)`,
  'exemplars.attrs': `arrayMap(e -> ${allAttributesJson('e.filtered_attributes')}, p.exemplars)`,
};

/** What the kinds have of their own. */
const OWN_COLUMNS: Readonly<Record<PointKind['name'], Columns>> = {
  gauge: { ...NUMBER, ...EXEMPLARS },
  sum: { ...NUMBER, ...TEMPORALITY, ...EXEMPLARS },
  histogram: {
    ...COUNT,
    ...RANGE,
    ...TEMPORALITY,
    ...EXEMPLARS,
    bucket_counts: 'p.bucket_counts',
    bounds: 'p.explicit_bounds',
  },
  exponential_histogram: {
    ...COUNT,
    ...RANGE,
    ...TEMPORALITY,
    ...EXEMPLARS,
    scale: 'p.scale',
    zero_count: 'p.zero_count',
    zero_threshold: 'p.zero_threshold',
    positive_offset: 'p.positive.offset',
    positive_counts: 'p.positive.bucket_counts',
    negative_offset: 'p.negative.offset',
    negative_counts: 'p.negative.bucket_counts',
  },
  summary: {
    ...COUNT,
    'quantiles.quantile': 'arrayMap(q -> q.quantile, p.quantile_values)',
    'quantiles.value': 'arrayMap(q -> q.value, p.quantile_values)',
  },
};

function sharedColumns(kind: PointKind, arrivedAt: Date): Columns {
  return {
    day: daySql('p.time_unix_nano', arrivedAt),
    ts: timeSql('p.time_unix_nano'),
    start_ts: timeSql('p.start_time_unix_nano'),
    metric: 'm.name',
    kind: `'${kind.name}'`,
    unit: 'm.unit',
    description: 'm.description',
    metadata: allAttributesJson('m.metadata'),
    service: 'service',
    scope_name: 'sm.scope.name',
    scope_version: 'sm.scope.version',
    scope_attrs: allAttributesJson('sm.scope.attributes'),
    resource_hash: 'resource_hash',
    series: 'cityHash64(resource_hash, sm.scope.name, m.name, p.attributes)',
    attrs: stringAttributes('p.attributes'),
    attrs_json: jsonAttributes('p.attributes'),
    flags: 'p.flags',
  };
}

/** @param source - a table function that yields `resource_metrics` with points of this kind. */
export function insertPoints(source: string, arrivedAt: Date, kind: PointKind): string {
  const columns = { ...sharedColumns(kind, arrivedAt), ...OWN_COLUMNS[kind.name] };
  const names = Object.keys(columns).map((name) => `\`${name}\``);
  return `INSERT INTO metric_points (${names.join(', ')})
SELECT ${Object.values(columns).join(',\n  ')}
FROM (SELECT service, resource_hash, sm, m, arrayJoin(m.points.data_points) AS p
  FROM (SELECT service, resource_hash, sm, arrayJoin(sm.metrics) AS m
    FROM (SELECT ${SERVICE} AS service, ${RESOURCE_HASH} AS resource_hash, arrayJoin(r.scope_metrics) AS sm
      FROM (SELECT arrayJoin(resource_metrics) AS r FROM ${source}))))`;
}
