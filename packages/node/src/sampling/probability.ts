import { report } from '../diagnostics/reporter.ts';
import { RANDOM_FLAG } from '../trace/identity.ts';
import type { SpanSeed } from '../trace/span-seed.ts';
import { readSamplingState, withoutThreshold, withThreshold } from './ot-trace-state.ts';
import { DROP, SAMPLE, type Decision, type Sampler } from './sampler.ts';
import { formatThreshold, reaches, roundedThreshold, traceIdReaches, type Uint56 } from './trace-randomness.ts';

/**
 * Consistent probability sampling: every participant compares the trace's randomness (`ot=rv`, else the last 7 bytes of
 * the trace id) with its own threshold, so whatever a lower ratio keeps, a higher one keeps too. A sampled span carries
 * its threshold on in `ot=th`, from which a backend counts back. The parent's decision plays no part.
 */
export class Probability implements Sampler {
  readonly isForeign = false;
  readonly needsAttributes = false;
  readonly #ratio: number;
  readonly #threshold: Uint56 | undefined;
  readonly #thresholdText: string;
  /** The whole trace state of a span that has no other. */
  readonly #plainState: string;
  #warned = false;

  /** @param ratio - the part of traces to keep, from 0 to 1; rounded to four significant hex digits. */
  constructor(ratio: number) {
    this.#ratio = ratio;
    this.#threshold = roundedThreshold(ratio);
    this.#thresholdText = this.#threshold === undefined ? '' : formatThreshold(this.#threshold);
    this.#plainState = `ot=th:${this.#thresholdText}`;
  }

  decide(seed: SpanSeed): Decision {
    const sampled = this.#threshold !== undefined && this.#keeps(seed, this.#threshold);
    const { traceStateText } = seed;
    // Fast path: no other state to keep.
    if (sampled && (traceStateText === '' || traceStateText === this.#plainState)) {
      seed.traceStateText = this.#plainState;
    } else if (traceStateText !== '') {
      seed.traceStateText = sampled
        ? withThreshold(traceStateText, this.#thresholdText)
        : withoutThreshold(traceStateText);
    }
    return sampled ? SAMPLE : DROP;
  }

  #keeps(seed: SpanSeed, threshold: Uint56): boolean {
    if (seed.traceStateText !== '') {
      const { randomness } = readSamplingState(seed.traceStateText);
      if (randomness !== undefined) return reaches(randomness, threshold);
    }
    if ((seed.traceFlags & RANDOM_FLAG) === 0 && seed.parent !== undefined) this.#warn();
    return traceIdReaches(seed, threshold);
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    report(
      'warn',
      'the sampler probability takes trace ids for random that do not say so: callers need W3C Trace Context Level 2',
    );
  }

  toString(): string {
    return `Probability{${this.#ratio}}`;
  }
}
