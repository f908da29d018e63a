import type { SpanSeed } from '../trace/span-seed.ts';

/** The API's sampling decisions. */
export const DROP = 0;
export const RECORD = 1;
export const SAMPLE = 2;

/** 0 drop, 1 record without exporting, 2 record and sample. */
export type Decision = typeof DROP | typeof RECORD | typeof SAMPLE;

/**
 * Decides from a seed, without allocating. May change the seed's trace state and add attributes; must not keep it.
 */
export interface Sampler {
  /** True for code of the application, which may do anything while it decides. */
  readonly isForeign: boolean;
  /** True where the decision looks at attributes, so that they must be there at the start. */
  readonly needsAttributes: boolean;
  decide(seed: SpanSeed): Decision;
  /** As in `getTelemetryStatus().sampler`. */
  toString(): string;
}
