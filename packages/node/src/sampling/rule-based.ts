import type { SpanSeed } from '../trace/span-seed.ts';
import type { Decision, Sampler } from './sampler.ts';

/** A compiled rule: what it is about, and who decides then. */
export interface Rule {
  readonly matches: (seed: SpanSeed) => boolean;
  /** Whether a condition is about attributes. */
  readonly looksAtAttributes: boolean;
  readonly sampler: Sampler;
}

/** The first rule that matches a span decides, without one `otherwise` does. */
export class RuleBased implements Sampler {
  readonly isForeign: boolean;
  readonly needsAttributes: boolean;
  readonly #rules: readonly Rule[];
  readonly #otherwise: Sampler;

  constructor(rules: readonly Rule[], otherwise: Sampler) {
    const samplers = [...rules.map((rule) => rule.sampler), otherwise];
    this.#rules = rules;
    this.#otherwise = otherwise;
    this.isForeign = samplers.some((sampler) => sampler.isForeign);
    this.needsAttributes =
      rules.some((rule) => rule.looksAtAttributes) || samplers.some((sampler) => sampler.needsAttributes);
  }

  decide(seed: SpanSeed): Decision {
    for (const rule of this.#rules) if (rule.matches(seed)) return rule.sampler.decide(seed);
    return this.#otherwise.decide(seed);
  }

  toString(): string {
    const samplers = this.#rules.map((rule) => String(rule.sampler));
    return `RuleBased{${[...samplers, `otherwise=${this.#otherwise}`].join(', ')}}`;
  }
}
