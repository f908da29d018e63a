import type { SamplerConfiguration } from '../configuration.ts';
import { nameIn } from '../settings.ts';
import type { Settings, Source } from '../settings.ts';
import type { SamplerName, SamplerOption } from '../telemetry-options.ts';
import { createSampler, takesRatio } from '../values/sampler-option.ts';

const DEFAULT_SAMPLER: SamplerName = 'parentbased_always_on';

interface Chosen {
  readonly option: SamplerOption;
  /** Where the ratio for it stands, if anywhere. */
  readonly ratioSource: Source | undefined;
}

/** The sampler of the strongest source that names one. Its ratio may come from the same source or a stronger one. */
export function buildSampler(settings: Settings, warnings: string[]): SamplerConfiguration {
  const { option, ratioSource } = findSampler(settings);
  if (ratioSource === undefined) return createSampler(option);
  const ratio = ratioSource.values.get('samplerRatio') as number;
  if (typeof option === 'string' && takesRatio(option)) return createSampler(option, ratio);
  const name = typeof option === 'string' ? option : 'an object given in code';
  const need = 'need one that takes a ratio, such as parentbased_traceidratio';
  warnings.push(
    `cannot use ${nameIn(ratioSource, 'samplerRatio')}: got ${ratio} for the sampler ${name}, ${need}; it is ignored`,
  );
  return createSampler(option);
}

function findSampler(settings: Settings): Chosen {
  let ratioSource: Source | undefined;
  for (const source of settings.sources) {
    if (source.values.has('samplerRatio')) ratioSource ??= source;
    const option = samplerIn(source);
    if (option !== undefined) return { option, ratioSource };
  }
  return { option: DEFAULT_SAMPLER, ratioSource };
}

/** A ratio in code says enough. By the specification the variable counts only beside the one of the sampler. */
function samplerIn({ kind, values }: Source): SamplerOption | undefined {
  const option = values.get('sampler') as SamplerOption | undefined;
  if (option !== undefined || kind === 'variables') return option;
  return values.has('samplerRatio') ? 'parentbased_traceidratio' : undefined;
}
