import { OPTION_BY_KEY } from './options.ts';
import type { OptionKey } from './options.ts';
import type { Settings } from './settings.ts';

/** What is wrong with one value, kept until it is known what is used instead. */
export interface Problem {
  /** The variable, or the path in a file. */
  readonly subject: string;
  readonly key: OptionKey;
  /** "got X, need Y". */
  readonly problem: string;
}

/** One line that names the variable, its value, and what is used instead. */
export function formatProblem({ subject, key, problem }: Problem, settings: Settings): string {
  return `cannot use ${subject}: ${problem}; ${formatOutcome(key, settings)}`;
}

function formatOutcome(key: OptionKey, settings: Settings): string {
  const { secret, type } = OPTION_BY_KEY.get(key)!;
  const value = settings.get(key);
  if (secret === true || type.merges === true || value === undefined) return 'it is ignored';
  return `using ${formatValue(value)}`;
}

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return typeof value === 'object' || typeof value === 'function' ? 'the one given in code' : String(value);
}
