import { ATTRIBUTES, FLAT_ATTRIBUTES, flatAttributesJson, jsonAttributes, stringAttributes } from './attribute-sql.ts';
import { daySql, idSql, timeSql } from './field-sql.ts';
import type { PointKind } from './metrics-proto.ts';
import { insertRows, requestStructure } from './request-level.ts';
import type { RequestLevel, RowSource } from './request-level.ts';
import { resourceLevel, scopeLevel } from './shared-levels.ts';

/** What is read of a point or metric, and what becomes of it. */
type Part = Pick<RequestLevel, 'columns' | 'outputs'>;

/** A column that is stored as it is read. */
function plain(name: string, path: string, type: string): Part {
  return { columns: { [`${name}_read`]: [path, type] }, outputs: { [name]: `${name}_read` } };
}

function join(...parts: readonly Part[]): Part {
  const columns = Object.assign({}, ...parts.map((part) => part.columns)) as Part['columns'];
  return { columns, outputs: Object.assign({}, ...parts.map((part) => part.outputs)) as Part['outputs'] };
}

// The numbers of the type are the fields' numbers.
const numberMembers = (doubleField: number): string => `Enum8('no'=0,'d'=${doubleField},'i'=6)`;
const numberSql = (of: string): string => `multiIf(${of}type = 'i', toFloat64(${of}i), ${of}type = 'd', ${of}d, nan)`;

const NUMBER: Part = {
  columns: { number_type: ['type', numberMembers(4)], number_d: ['d', 'Float64'], number_i: ['i', 'Int64'] },
  outputs: { value: numberSql('number_'), int_value: `if(number_type = 'i', number_i, NULL)` },
};

const EXEMPLAR = `Tuple(time UInt64, type ${numberMembers(3)}, d Float64, i Int64, span_id String, trace_id String, attributes ${FLAT_ATTRIBUTES})`;

const EXEMPLARS: Part = {
  columns: { exemplars: ['exemplars', `Array(${EXEMPLAR})`] },
  outputs: {
    'exemplars.ts': `arrayMap(e -> ${timeSql('e.time')}, exemplars)`,
    'exemplars.trace_id': `arrayMap(e -> ${idSql('e.trace_id')}, exemplars)`,
    'exemplars.span_id': `arrayMap(e -> ${idSql('e.span_id')}, exemplars)`,
    'exemplars.value': `arrayMap(e -> ${numberSql('e.')}, exemplars)`,
    'exemplars.int_value': `arrayMap(e -> if(e.type = 'i', e.i, NULL), exemplars)`,
    'exemplars.attrs': `arrayMap(e -> ${flatAttributesJson('e.attributes')}, exemplars)`,
  },
};

const COUNT = plain('count', 'count', 'UInt64');
const SUM = plain('sum', 'sum', 'Nullable(Float64)');
const RANGE = join(plain('min', 'min', 'Nullable(Float64)'), plain('max', 'max', 'Nullable(Float64)'));

/** What the points of a kind have of their own. */
const POINTS: Readonly<Record<PointKind, Part>> = {
  gauge: join(NUMBER, EXEMPLARS),
  sum: join(NUMBER, EXEMPLARS),
  histogram: join(
    COUNT,
    SUM,
    RANGE,
    plain('bucket_counts', 'bucket_counts', 'Array(UInt64)'),
    plain('bounds', 'bounds', 'Array(Float64)'),
    EXEMPLARS,
  ),
  exponential_histogram: join(
    COUNT,
    SUM,
    RANGE,
    plain('scale', 'scale', 'Int32'),
    plain('zero_count', 'zero_count', 'UInt64'),
    plain('zero_threshold', 'zero_threshold', 'Float64'),
    plain('positive_offset', 'positive.offset', 'Int32'),
    plain('positive_counts', 'positive.counts', 'Array(UInt64)'),
    plain('negative_offset', 'negative.offset', 'Int32'),
    plain('negative_counts', 'negative.counts', 'Array(UInt64)'),
    EXEMPLARS,
  ),
  summary: join(COUNT, plain('sum', 'sum', 'Float64'), {
    columns: { quantiles: ['quantiles', 'Array(Tuple(quantile Float64, value Float64))'] },
    outputs: {
      'quantiles.quantile': 'arrayMap(q -> q.quantile, quantiles)',
      'quantiles.value': 'arrayMap(q -> q.value, quantiles)',
    },
  }),
};

function pointPart(arrivedAt: Date): Part {
  return {
    columns: {
      time: ['time', 'UInt64'],
      start_time: ['start_time', 'UInt64'],
      attributes: ['attributes', ATTRIBUTES],
      flags_read: ['flags', 'UInt32'],
    },
    outputs: {
      day: daySql('time', arrivedAt),
      ts: timeSql('time'),
      start_ts: timeSql('start_time'),
      series: 'cityHash64(resource_hash, scope_name, metric, attributes)',
      attrs: stringAttributes('attributes'),
      attrs_json: jsonAttributes('attributes'),
      flags: 'flags_read',
    },
  };
}

function metricPart(kind: PointKind): Part {
  const metric = join(
    plain('metric', 'name', 'String'),
    plain('unit', 'unit', 'String'),
    plain('description', 'description', 'String'),
    {
      columns: { metadata_read: ['metadata', FLAT_ATTRIBUTES] },
      outputs: { metadata: flatAttributesJson('metadata_read') },
    },
    { columns: {}, outputs: { kind: `'${kind}'` } },
  );
  if (kind === 'gauge' || kind === 'summary') return metric;
  const temporality: Part = {
    columns: { temporality_read: ['points.temporality', 'Int32'] },
    outputs: { temporality: 'if(temporality_read BETWEEN 0 AND 2, temporality_read, 0)' },
  };
  return join(metric, temporality, plain('monotonic', 'points.monotonic', 'Bool'));
}

function levels(kind: PointKind, arrivedAt: Date): RequestLevel[] {
  return [
    resourceLevel('resource_metrics'),
    scopeLevel('scope_metrics'),
    { path: 'metrics', ...metricPart(kind) },
    { path: 'points.data_points', ...join(pointPart(arrivedAt), POINTS[kind]) },
  ];
}

/** The structure that a metrics request is read into for its points of one kind. */
export function metricsStructure(kind: PointKind): string {
  return requestStructure(levels(kind, new Date(0)));
}

/** @param from - of which only the points of this kind are read. */
export function insertPoints(from: RowSource, kind: PointKind): string {
  return insertRows('metric_points', levels(kind, from.file.arrivedAt), from);
}
