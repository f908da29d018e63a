import { FLAG_ERROR } from './outline.ts';
import type { Outline } from './outline.ts';

/** The spans of a trace that do the same. */
export interface OperationSum {
  readonly service: string;
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  /** Together, which may be longer than the trace. */
  readonly totalNs: number;
  /** Without what their children cover. */
  readonly selfNs: number;
  readonly maxNs: number;
  /** Where the longest is. */
  readonly longest: number;
}

/** Sums up the spans by service and name, most time of their own first. */
export function sumOperations(outline: Outline): OperationSum[] {
  const { count, summary, service, name, durationNs, selfNs, flags } = outline;
  const sums = new Map<number, { -readonly [K in keyof OperationSum]: OperationSum[K] }>();
  for (let place = 0; place < count; place++) {
    const key = name[place] * 65_536 + service[place];
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = {
        service: summary.services[service[place]],
        name: summary.names[name[place]],
        count: 0,
        errors: 0,
        totalNs: 0,
        selfNs: 0,
        maxNs: -1,
        longest: place,
      };
      sums.set(key, sum);
    }
    sum.count++;
    if (flags[place] & FLAG_ERROR) sum.errors++;
    sum.totalNs += durationNs[place];
    sum.selfNs += selfNs[place];
    if (durationNs[place] > sum.maxNs) {
      sum.maxNs = durationNs[place];
      sum.longest = place;
    }
  }
  return [...sums.values()].toSorted((a, b) => b.selfNs - a.selfNs);
}
