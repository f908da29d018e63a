import type { SamplerConfiguration } from '../configuration/configuration.ts';
import { ALWAYS_OFF, ALWAYS_ON } from './always.ts';
import { CustomSampler } from './custom.ts';
import { ParentBased } from './parent-based.ts';
import { ParentThreshold } from './parent-threshold.ts';
import { Probability } from './probability.ts';
import { compileRule } from './rule.ts';
import { RuleBased } from './rule-based.ts';
import type { Sampler } from './sampler.ts';
import { TraceIdRatio } from './trace-id-ratio.ts';

/** The sampler that a configuration describes. */
export function createSampler(configuration: SamplerConfiguration): Sampler {
  switch (configuration.kind) {
    case 'always_on':
      return ALWAYS_ON;
    case 'always_off':
      return ALWAYS_OFF;
    case 'trace_id_ratio':
      return new TraceIdRatio(configuration.ratio);
    case 'probability':
      return new Probability(configuration.ratio);
    case 'parent_based':
      return createParentBased(configuration);
    case 'parent_threshold':
      return new ParentThreshold(createComposable(configuration.root));
    case 'rules':
      return createRuleBased(configuration);
    case 'custom':
      return new CustomSampler(configuration.sampler);
  }
}

type Kind<K> = Extract<SamplerConfiguration, { kind: K }>;

function createParentBased(configuration: Kind<'parent_based'>): Sampler {
  return new ParentBased(createSampler(configuration.root), {
    remoteParentSampled: createSampler(configuration.remoteParentSampled),
    remoteParentNotSampled: createSampler(configuration.remoteParentNotSampled),
    localParentSampled: createSampler(configuration.localParentSampled),
    localParentNotSampled: createSampler(configuration.localParentNotSampled),
  });
}

function createRuleBased({ rules, otherwise }: Kind<'rules'>): Sampler {
  const compiled = rules.map((rule) => ({
    matches: compileRule(rule),
    looksAtAttributes: rule.attributes.length > 0,
    sampler: createComposable(rule.sampler),
  }));
  return new RuleBased(compiled, createComposable(otherwise));
}

/** Inside of a composition all and nothing are probabilities too: `th` says so, or goes. */
function createComposable(configuration: SamplerConfiguration): Sampler {
  if (configuration.kind === 'always_on') return new Probability(1);
  if (configuration.kind === 'always_off') return new Probability(0);
  return createSampler(configuration);
}
