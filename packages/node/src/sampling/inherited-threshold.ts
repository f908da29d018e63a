import type { SpanSeed } from '../trace/span-seed.ts';
import { readSamplingState, withoutThreshold } from './ot-trace-state.ts';
import { reaches, traceIdReaches } from './trace-randomness.ts';

/**
 * Keeps the parent's `ot=th` in the seed's trace state only where it explains the parent's decision: a sampled parent
 * whose randomness reaches it. Anything else was left there by somebody who did not know of it.
 */
export function checkInheritedThreshold(seed: SpanSeed, parentSampled: boolean): void {
  const { threshold, randomness } = readSamplingState(seed.traceStateText);
  if (parentSampled && threshold !== undefined) {
    const explains = randomness === undefined ? traceIdReaches(seed, threshold) : reaches(randomness, threshold);
    if (explains) return;
  }
  seed.traceStateText = withoutThreshold(seed.traceStateText);
}
