import { report } from '../diagnostics/reporter.ts';
import type { SpanSeed } from '../trace/span-seed.ts';
import { withoutThreshold } from './ot-trace-state.ts';
import { DROP, SAMPLE, type Decision, type Sampler } from './sampler.ts';
import { exactThreshold, traceIdReaches, type Uint56 } from './trace-randomness.ts';

/**
 * `TraceIdRatioBased` of the specification, which leaves the algorithm open. Here a trace is kept where the last 7 bytes
 * of its id, as a number, are at least (1 - ratio) × 2⁵⁶: what `Probability` does, so that the two keep the same traces
 * (but for its rounding), and that a higher ratio keeps all that a lower one does.
 */
export class TraceIdRatio implements Sampler {
  readonly isForeign = false;
  readonly needsAttributes = false;
  readonly #ratio: number;
  readonly #threshold: Uint56 | undefined;
  #warned = false;

  /** @param ratio - the part of traces to keep, from 0 to 1. */
  constructor(ratio: number) {
    this.#ratio = ratio;
    this.#threshold = exactThreshold(ratio);
  }

  decide(seed: SpanSeed): Decision {
    if (seed.parent !== undefined) this.#decideForChild(seed);
    return this.#threshold !== undefined && traceIdReaches(seed, this.#threshold) ? SAMPLE : DROP;
  }

  /** The parent's `th` would claim a probability that is not this span's. */
  #decideForChild(seed: SpanSeed): void {
    if (seed.traceStateText !== '') seed.traceStateText = withoutThreshold(seed.traceStateText);
    if (this.#warned) return;
    this.#warned = true;
    report(
      'warn',
      'the sampler traceidratio decides for spans that have a parent: traces may be incomplete; use parentbased_traceidratio, or probability',
    );
  }

  toString(): string {
    return `TraceIdRatioBased{${this.#ratio}}`;
  }
}
