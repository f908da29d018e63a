import type { Configuration, OtlpExporterConfiguration, SamplerConfiguration } from './configuration.ts';
import { OPTION_BY_KEY } from './options.ts';
import type { OptionKey } from './options.ts';
import type { Settings } from './settings.ts';

/** What is wrong with one value, kept until it is known what is used instead. */
export interface Problem {
  /** The variable. */
  readonly subject: string;
  readonly key: OptionKey;
  /** "got X, need Y". */
  readonly problem: string;
}

/** What came of the settings, to say what is in use. */
export interface Outcome {
  readonly settings: Settings;
  readonly configuration: Configuration;
}

/** One line that names the variable, its value, and what is used instead. */
export function formatProblem({ subject, key, problem }: Problem, outcome: Outcome): string {
  const used = findUsed(key, outcome);
  return `cannot use ${subject}: ${problem}; ${used === undefined ? 'it is ignored' : `using ${used}`}`;
}

/** Options whose value in use no setting holds. */
const DERIVED: Partial<Record<OptionKey, (configuration: Configuration) => string | undefined>> = {
  'otlp.endpoint': (configuration) => findOtlp(configuration)?.url,
  'otlp.tracesEndpoint': (configuration) => findOtlp(configuration)?.url,
  'otlp.protocol': (configuration) => findOtlp(configuration)?.protocol,
  samplerRatio: (configuration) => findRatio(configuration.sampler)?.toString(),
};

function findUsed(key: OptionKey, { settings, configuration }: Outcome): string | undefined {
  const derive = DERIVED[key];
  if (derive !== undefined) return derive(configuration);
  const { merges, isNegated } = OPTION_BY_KEY.get(key)!.type;
  const value = settings.get(key);
  // Attributes and headers may hold secrets.
  if (merges === true || value === undefined) return undefined;
  return formatValue(isNegated === true ? value !== true : value);
}

function findOtlp(configuration: Configuration): OtlpExporterConfiguration | undefined {
  return configuration.exporters.find((exporter) => exporter.kind === 'otlp');
}

function findRatio(sampler: SamplerConfiguration): number | undefined {
  if (sampler.kind === 'parent_based' || sampler.kind === 'parent_threshold') return findRatio(sampler.root);
  return 'ratio' in sampler ? sampler.ratio : undefined;
}

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return typeof value === 'object' || typeof value === 'function' ? 'the one given in code' : String(value);
}
