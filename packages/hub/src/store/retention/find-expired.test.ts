import { expect, test } from 'vitest';
import type { Partition } from '../partitions.ts';
import { findExcess, findExpired } from './find-expired.ts';

const NOW = new Date('2026-11-21T00:00:00Z');
const LIMITS = { tracesDays: 7, logsDays: 1, metricsDays: 30, maxBytes: 0 };

function partition(table: string, day: string, bytes = 1): Partition {
  return { table, day, bytes, rows: 1, parts: 1 };
}

test.each([
  ['spans', '2026-11-14', '2026-11-13'],
  ['trace_summary', '2026-11-14', '2026-11-13'],
  ['red_1m', '2026-11-14', '2026-11-13'],
  ['logs', '2026-11-20', '2026-11-19'],
  ['metric_points', '2026-10-22', '2026-10-21'],
  ['resources', '2026-10-21', '2026-10-20'],
])('%s are kept from %s on', (table, kept, expired) => {
  const partitions = [kept, expired, '2026-11-21', '2026-11-22'].map((day) => partition(table, day));
  expect(findExpired(partitions, LIMITS, NOW).map(({ day }) => day)).toEqual([expired]);
});

test.each<[string, number, string[]]>([
  ['as much as there is', 32, []],
  ['one byte less', 31, ['spans 19', 'logs 19']],
  ['as much as the newer days have', 28, ['spans 19', 'logs 19']],
  ['less than that', 27, ['spans 19', 'logs 19', 'spans 20']],
  ['less than today has', 1, ['spans 19', 'logs 19', 'spans 20']],
])('a limit of %s drops the oldest days of all tables, never today', (_, maxBytes, expected) => {
  const partitions = [
    partition('spans', '2026-11-19', 3),
    partition('spans', '2026-11-20', 4),
    partition('spans', '2026-11-21', 16),
    partition('logs', '2026-11-19', 1),
    partition('logs', '2026-11-22', 8),
  ];
  const excess = findExcess(partitions, maxBytes, NOW);
  expect(excess.map(({ table, day }) => `${table} ${day.slice(-2)}`)).toEqual(expected);
});
