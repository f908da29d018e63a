import { SAMPLED_FLAG } from '../trace/identity.ts';
import type { SpanSeed } from '../trace/span-seed.ts';
import { checkInheritedThreshold } from './inherited-threshold.ts';
import { DROP, SAMPLE, type Decision, type Sampler } from './sampler.ts';

/**
 * Follows the parent, and hands its threshold on where that explains the parent's decision; a threshold that does not is
 * removed, and the parent's sampled flag decides, so that a trace stays whole. A root span's decision is made by `root`.
 */
export class ParentThreshold implements Sampler {
  readonly isForeign: boolean;
  readonly needsAttributes: boolean;
  readonly #root: Sampler;

  constructor(root: Sampler) {
    this.#root = root;
    this.isForeign = root.isForeign;
    this.needsAttributes = root.needsAttributes;
  }

  decide(seed: SpanSeed): Decision {
    const { parent } = seed;
    if (parent === undefined) return this.#root.decide(seed);
    const sampled = (parent.traceFlags & SAMPLED_FLAG) !== 0;
    if (seed.traceStateText !== '') checkInheritedThreshold(seed, sampled);
    return sampled ? SAMPLE : DROP;
  }

  toString(): string {
    return `ParentThreshold{root=${this.#root}}`;
  }
}
