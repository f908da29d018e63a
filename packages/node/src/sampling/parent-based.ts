import { SAMPLED_FLAG } from '../trace/identity.ts';
import type { SpanSeed } from '../trace/span-seed.ts';
import { ALWAYS_OFF, ALWAYS_ON } from './always.ts';
import { checkInheritedThreshold } from './inherited-threshold.ts';
import type { Decision, Sampler } from './sampler.ts';

/** Who decides for a span with a parent; by default the parent has. */
export interface ParentBasedOptions {
  readonly remoteParentSampled?: Sampler;
  readonly remoteParentNotSampled?: Sampler;
  readonly localParentSampled?: Sampler;
  readonly localParentNotSampled?: Sampler;
}

/** Follows the parent's decision; a root span's is made by `root`. */
export class ParentBased implements Sampler {
  readonly isForeign: boolean;
  readonly needsAttributes: boolean;
  readonly #root: Sampler;
  readonly #remoteSampled: Sampler;
  readonly #remoteNotSampled: Sampler;
  readonly #localSampled: Sampler;
  readonly #localNotSampled: Sampler;

  constructor(root: Sampler, options: ParentBasedOptions = {}) {
    this.#root = root;
    this.#remoteSampled = options.remoteParentSampled ?? ALWAYS_ON;
    this.#remoteNotSampled = options.remoteParentNotSampled ?? ALWAYS_OFF;
    this.#localSampled = options.localParentSampled ?? ALWAYS_ON;
    this.#localNotSampled = options.localParentNotSampled ?? ALWAYS_OFF;
    const all = [root, this.#remoteSampled, this.#remoteNotSampled, this.#localSampled, this.#localNotSampled];
    this.isForeign = all.some((sampler) => sampler.isForeign);
    this.needsAttributes = all.some((sampler) => sampler.needsAttributes);
  }

  decide(seed: SpanSeed): Decision {
    const { parent } = seed;
    if (parent === undefined) return this.#root.decide(seed);
    const sampled = (parent.traceFlags & SAMPLED_FLAG) !== 0;
    if (seed.traceStateText !== '') checkInheritedThreshold(seed, sampled);
    if (parent.isRemote) return (sampled ? this.#remoteSampled : this.#remoteNotSampled).decide(seed);
    return (sampled ? this.#localSampled : this.#localNotSampled).decide(seed);
  }

  /** Names the samplers that are not the usual ones. */
  toString(): string {
    let text = `ParentBased{root=${this.#root}`;
    if (this.#remoteSampled !== ALWAYS_ON) text += `, remoteParentSampled=${this.#remoteSampled}`;
    if (this.#remoteNotSampled !== ALWAYS_OFF) text += `, remoteParentNotSampled=${this.#remoteNotSampled}`;
    if (this.#localSampled !== ALWAYS_ON) text += `, localParentSampled=${this.#localSampled}`;
    if (this.#localNotSampled !== ALWAYS_OFF) text += `, localParentNotSampled=${this.#localNotSampled}`;
    return `${text}}`;
  }
}
