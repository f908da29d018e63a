import { DROP, SAMPLE, type Decision, type Sampler } from './sampler.ts';

class AlwaysSampler implements Sampler {
  readonly isForeign = false;
  readonly needsAttributes = false;
  readonly #decision: Decision;

  constructor(decision: Decision) {
    this.#decision = decision;
  }

  decide(): Decision {
    return this.#decision;
  }

  toString(): string {
    return this.#decision === SAMPLE ? 'AlwaysOn' : 'AlwaysOff';
  }
}

/** Samples every span. */
export const ALWAYS_ON: Sampler = new AlwaysSampler(SAMPLE);

/** Samples none. */
export const ALWAYS_OFF: Sampler = new AlwaysSampler(DROP);
