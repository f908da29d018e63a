import { DROP, SAMPLE, type Decision, type Sampler } from './sampler.ts';

class AlwaysSampler implements Sampler {
  readonly isForeign = false;
  readonly needsAttributes = false;
  readonly #decision: Decision;
  readonly #description: string;

  constructor(decision: Decision, description: string) {
    this.#decision = decision;
    this.#description = description;
  }

  decide(): Decision {
    return this.#decision;
  }

  toString(): string {
    return this.#description;
  }
}

/** Samples every span. */
export const ALWAYS_ON: Sampler = new AlwaysSampler(SAMPLE, 'AlwaysOnSampler');

/** Samples none. */
export const ALWAYS_OFF: Sampler = new AlwaysSampler(DROP, 'AlwaysOffSampler');
