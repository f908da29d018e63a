import type { SamplerConfiguration } from '../configuration.ts';
import { createSampler, takesRatio } from '../values/sampler-option.ts';
import { nameIn } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { SamplerName, SamplerOption } from '../telemetry-options.ts';

const DEFAULT_SAMPLER: SamplerName = 'parentbased_always_on';

/** The sampler of the strongest source that names one. Its ratio may come from the same source or a stronger one. */
export function buildSampler(settings: Settings, warnings: string[]): SamplerConfiguration {
  const { option, ratio } = findSampler(settings);
  const source = settings.findSource('samplerRatio');
  if (source !== undefined && ratio === undefined) {
    const name = typeof option === 'string' ? option : 'an object given in code';
    const got = `got ${String(source.values.get('samplerRatio'))} for the sampler ${name}`;
    const need = 'need one that takes a ratio, such as parentbased_traceidratio';
    warnings.push(`cannot use ${nameIn(source, 'samplerRatio')}: ${got}, ${need}; it is ignored`);
  }
  return createSampler(option, ratio);
}

interface Chosen {
  readonly option: SamplerOption;
  readonly ratio: number | undefined;
}

function findSampler(settings: Settings): Chosen {
  let ratio: number | undefined;
  for (const { values } of settings.sources) {
    ratio ??= values.get('samplerRatio') as number | undefined;
    const option = values.get('sampler') as SamplerOption | undefined;
    if (option !== undefined) return { option, ratio: isRatioName(option) ? ratio : undefined };
  }
  return { option: DEFAULT_SAMPLER, ratio: undefined };
}

function isRatioName(option: SamplerOption): boolean {
  return typeof option === 'string' && takesRatio(option);
}
