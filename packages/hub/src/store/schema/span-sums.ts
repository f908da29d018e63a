// What is added up over spans, so that lists and charts need not read them: a table each, and a view that adds the spans of
// every INSERT to it.
//
// A view's part is not written in one step with that of `spans`. So what was interrupted cannot be mended by repeating it: the
// groups that it touches are added up anew from `spans`, which is exact whatever was there.

/** A table of sums over spans. */
export interface SpanSums {
  readonly table: string;
  /** Which sums a span belongs to, as an expression over `spans`; the table has the same columns. */
  readonly group: string;
  readonly groupInTable: string;
  /** SQL over `spans AS s`, by column of the table. */
  readonly columns: Readonly<Record<string, string>>;
  readonly groupBy: string;
}

/** When a span ended; the last moment of time where that is later. */
const SPAN_END =
  'addNanoseconds(s.ts, least(duration_ns, toUInt64(9223372036854775807 - toUnixTimestamp64Nano(s.ts))))';

/**
 * Quantiles of durations come from a histogram whose steps grow with the duration: by 0.1 %, from 100 ns to 12 days, where it
 * ends. The engine's fastest one is for whole numbers up to 30,000, so what it gets is the number of the step. Of up to 5,670
 * spans it keeps all numbers; of more it puts 16 together, and picks one of them: wrong by 2.4 % at most, whatever was added up.
 */
export const DURATION_STATE =
  'quantilesTimingState(0.5, 0.9, 0.95, 0.99)(toUInt16(least(round(1000 * log1p(duration_ns / 100)), 30000)))';

/** The duration in ns that a step is about. */
export function durationOf(step: string): string {
  return `100 * (exp(${step} / 1000) - 1)`;
}

/** The last second that a `DateTime` can hold, in nanoseconds. What is later counts as it, and not as some other time. */
const LAST_SECOND = "fromUnixTimestamp64Nano(toInt64(4294967295000000000), 'UTC')";

const MINUTE = `toStartOfMinute(toDateTime(least(s.ts, ${LAST_SECOND})))`;

export const SPAN_SUMS: readonly SpanSums[] = [
  {
    table: 'trace_summary',
    group: 's.trace_id',
    groupInTable: 'trace_id',
    columns: {
      day: 's.day',
      trace_id: 's.trace_id',
      start: 'min(s.ts)',
      end: `max(${SPAN_END})`,
      span_count: 'count()',
      error_count: `countIf(s.status = 'error')`,
      services: 'groupUniqArrayArray([toString(s.service)])',
      root: `argMinState((toString(s.service), toString(s.name), duration_ns, toUInt8(s.status), span_id), (toUInt8(parent_span_id != ''), s.ts))`,
    },
    groupBy: 's.day, s.trace_id',
  },
  {
    table: 'red_1m',
    group: `(s.day, ${MINUTE})`,
    groupInTable: '(day, minute)',
    columns: {
      day: 's.day',
      minute: MINUTE,
      service: 's.service',
      name: 's.name',
      kind: 's.kind',
      status: 's.status',
      calls: 'count()',
      duration_sum: 'sum(duration_ns)',
      duration: DURATION_STATE,
      exemplar: 'argMaxState(s.trace_id, duration_ns)',
    },
    groupBy: 's.day, minute, s.service, s.name, s.kind, s.status',
  },
];

/** @param from - a table of spans with the alias `s`, and perhaps a condition. */
function selectSums({ columns, groupBy }: SpanSums, from: string): string {
  const outputs = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
  return `SELECT ${outputs.join(', ')}\nFROM ${from} GROUP BY ${groupBy}`;
}

/**
 * The view that keeps the sums up.
 *
 * @param suffix - of the names of the tables.
 */
export function createSumsView(sums: SpanSums, suffix = ''): string {
  const select = selectSums(sums, `spans${suffix} AS s`);
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${sums.table}_view TO ${sums.table}${suffix} AS\n${select}`;
}

/** Adds up all spans into an empty table. */
export function fillSums(sums: SpanSums): string {
  return `INSERT INTO ${sums.table} (${Object.keys(sums.columns).join(', ')})\n${selectSums(sums, 'spans AS s')}`;
}

/**
 * Adds up anew all groups that have spans of which the condition over `spans AS s` is true. When this is interrupted, it is
 * done again from its beginning.
 */
export function rebuildSums(condition: string): string[] {
  return SPAN_SUMS.flatMap((sums) => {
    const groups = `(SELECT ${sums.group} FROM spans AS s WHERE ${condition})`;
    const columns = Object.keys(sums.columns).join(', ');
    return [
      `ALTER TABLE ${sums.table} DELETE WHERE ${sums.groupInTable} IN ${groups} SETTINGS mutations_sync = 2`,
      `INSERT INTO ${sums.table} (${columns})\n${selectSums(sums, `spans AS s WHERE ${sums.group} IN ${groups}`)}`,
    ];
  });
}
