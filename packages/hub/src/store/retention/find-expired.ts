import type { Partition } from '../partitions.ts';

/** How long and how much is kept. */
export interface RetentionLimits {
  readonly tracesDays: number;
  readonly logsDays: number;
  readonly metricsDays: number;
  /** Bytes of all tables on the disk. */
  readonly maxBytes: number;
}

const DAY_MS = 86_400_000;

/** The UTC day, as partitions are called. */
export function formatDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Partitions whose whole day is longer ago than their signal is kept. */
export function findExpired(partitions: readonly Partition[], limits: RetentionLimits, now: Date): Partition[] {
  return partitions.filter(
    ({ table, day }) => day < formatDay(new Date(now.getTime() - daysOf(table, limits) * DAY_MS)),
  );
}

function daysOf(table: string, { tracesDays, logsDays, metricsDays }: RetentionLimits): number {
  if (table === 'logs') return logsDays;
  if (table === 'metric_points') return metricsDays;
  // Rows of all signals name resources, and may count as a day later than the resource that they arrived with.
  if (table === 'resources') return Math.max(tracesDays, logsDays, metricsDays) + 1;
  return tracesDays;
}

/** The oldest days before today, all tables of each, until the rest is within the limit. Today is never among them. */
export function findExcess(partitions: readonly Partition[], maxBytes: number, now: Date): Partition[] {
  const excess: Partition[] = [];
  let bytes = partitions.reduce((sum, partition) => sum + partition.bytes, 0);
  const past = partitions.filter(({ day }) => day < formatDay(now));
  for (const day of [...new Set(past.map((partition) => partition.day))].toSorted()) {
    if (bytes <= maxBytes) break;
    const dropped = past.filter((partition) => partition.day === day);
    bytes -= dropped.reduce((sum, partition) => sum + partition.bytes, 0);
    excess.push(...dropped);
  }
  return excess;
}
